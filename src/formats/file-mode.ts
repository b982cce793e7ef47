import { EngineError } from "#base/errors.ts";

/**
 * A change of permission bits as chmod(1) takes it: octal, or symbolic by the rules of BSD's setmode(3) with no umask, which
 * BuildKit follows (`X` asks the mode before all changes, `u`, `g`, `o` copy what stands there by then).
 */
export type ModeChange = (mode: number, facts: { readonly isDirectory: boolean }) => number;

const all = { read: 0o444, write: 0o222, execute: 0o111 } as const;
const setId = 0o6000;
const sticky = 0o1000;
const standardBits = setId | 0o777;
const whoBits: Readonly<Record<string, number>> = { a: standardBits, u: 0o4700, g: 0o2070, o: 0o007 };
const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

interface Context {
  readonly original: number;
  readonly isDirectory: boolean;
}

type Step = (mode: number, context: Context) => number;

/** @throws invalid-argument `invalid syntax` */
export function parseModeChange(text: string): ModeChange {
  if (/^[0-7]+$/.test(text)) {
    const bits = Number.parseInt(text, 8) & 0o7777;
    return () => bits;
  }
  const steps = text.split(",").flatMap(clauseSteps);
  return (mode, { isDirectory }) => {
    const context = { original: mode, isDirectory };
    return steps.reduce((changed, step) => step(changed, context), mode & 0o7777);
  };
}

function clauseSteps(clause: string): Step[] {
  const parts = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
  if (parts === null) throw new EngineError("invalid-argument", "invalid syntax");
  const who = [...(parts[1] ?? "")].reduce((bits, letter) => bits | (whoBits[letter] ?? 0), 0);
  return [...(parts[2] ?? "").matchAll(/([-+=])([^-+=]*)/g)].flatMap(([, operator = "", permissions = ""]) =>
    actionSteps({ operator, permissions, who }),
  );
}

interface ModeAction {
  readonly operator: string;
  readonly permissions: string;
  readonly who: number;
}

function actionSteps({ operator, permissions, who: given }: ModeAction): Step[] {
  const forOthersOnly = given !== 0 && (given & ~0o007) === 0;
  let who = given;
  let bits = 0;
  let executable = false;
  const copies: Step[] = [];
  for (const letter of permissions) {
    if (letter === "r") bits |= all.read;
    else if (letter === "w") bits |= all.write;
    else if (letter === "x") bits |= all.execute;
    else if (letter === "X") executable = true;
    else if (letter === "s" && !forOthersOnly) bits |= setId;
    else if (letter === "t" && !forOthersOnly) {
      bits |= sticky;
      who |= sticky;
    } else if (letter in shifts) copies.push(copyStep(operator, given, letter));
  }
  const affected = who === 0 ? 0o7777 : who;
  const cleared = who === 0 ? standardBits : who;
  const steps = [...copies];
  if (bits !== 0 || (operator === "=" && copies.length === 0))
    steps.push(bitStep(operator, { bits: bits & affected, cleared }));
  if (executable) steps.push(executableStep(all.execute & affected));
  return steps;
}

function bitStep(operator: string, { bits, cleared }: { readonly bits: number; readonly cleared: number }): Step {
  if (operator === "+") return (mode) => mode | bits;
  if (operator === "-") return (mode) => mode & ~bits;
  return (mode) => (mode & ~cleared) | bits;
}

/** Where it is a folder, or somebody could run it from the first. */
function executableStep(bits: number): Step {
  return (mode, { original, isDirectory }) => (isDirectory || (original & all.execute) !== 0 ? mode | bits : mode);
}

function copyStep(operator: string, who: number, from: string): Step {
  const targets = Object.values(shifts).filter((shift) => who === 0 || ((who >> shift) & 0o7) !== 0);
  return (mode) => {
    const value = (mode >> (shifts[from] ?? 0)) & 0o7;
    const copied = targets.reduce((bits, shift) => bits | (value << shift), 0);
    if (operator === "+") return mode | copied;
    if (operator === "-") return mode & ~copied;
    return (mode & ~targets.reduce((bits, shift) => bits | (0o7 << shift), 0)) | copied;
  };
}
