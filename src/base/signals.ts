import { EngineError } from "./errors.ts";

/** Linux signal numbers by name without `SIG` (signal(7), x86 and ARM); `RTMIN+N` and `RTMAX-N` are in `parseSignal`. */
export const signalNumbers = {
  ABRT: 6,
  ALRM: 14,
  BUS: 7,
  CHLD: 17,
  CLD: 17,
  CONT: 18,
  FPE: 8,
  HUP: 1,
  ILL: 4,
  INT: 2,
  IO: 29,
  IOT: 6,
  KILL: 9,
  PIPE: 13,
  POLL: 29,
  PROF: 27,
  PWR: 30,
  QUIT: 3,
  SEGV: 11,
  STKFLT: 16,
  STOP: 19,
  SYS: 31,
  TERM: 15,
  TRAP: 5,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  USR1: 10,
  USR2: 12,
  VTALRM: 26,
  WINCH: 28,
  XCPU: 24,
  XFSZ: 25,
} as const;

const rtMin = 34;
const rtMax = 64;
const byName: ReadonlyMap<string, number> = new Map(Object.entries(signalNumbers));

/**
 * The number of a signal given as name (`SIGTERM`, `term`, `RTMIN+3`) or number. Numbers that no signal has are
 * accepted, as Docker does: the kernel refuses them when they are sent.
 * @throws invalid-argument `invalid signal: NAME`
 */
export function parseSignal(text: string): number {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : numberOfName(text.toUpperCase().replace(/^SIG/, ""));
  if (number === undefined || number === 0) throw new EngineError("invalid-argument", `invalid signal: ${text}`);
  return number;
}

function numberOfName(name: string): number | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  if (name === "RTMIN") return rtMin;
  if (name === "RTMAX") return rtMax;
  const realtime = /^RT(MIN\+|MAX-)([1-9]\d?)$/.exec(name);
  if (realtime === null) return undefined;
  const offset = Number(realtime[2]);
  if (realtime[1] === "MIN+") return offset <= 15 ? rtMin + offset : undefined;
  return offset <= 14 ? rtMax - offset : undefined;
}

/** Whether Linux has a signal of this number. */
export function isSignalNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= rtMax;
}

/** `SIGTERM` for 15; `signal 40` for one that has no name. */
export function signalName(number: number): string {
  const name = Object.entries(signalNumbers).find(([, known]) => known === number)?.[0];
  return name === undefined ? `signal ${number}` : `SIG${name}`;
}
