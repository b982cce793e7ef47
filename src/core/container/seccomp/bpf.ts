import type { OciSeccomp, OciSyscall, OciSyscallArg } from "#formats/oci/runtime-spec.ts";

/*
 * Classic BPF for seccomp(2) (kernel: Documentation/userspace-api/seccomp_filter.rst, include/uapi/linux/filter.h).
 * Arguments are compared by their low 32 bits: all that the built-in profile looks at are 32-bit in the kernel, and
 * a caller could otherwise slip past with a set upper half.
 */

const code = { load: 0x20, and: 0x54, jump: 0x05, equal: 0x15, greater: 0x25, greaterOrEqual: 0x35, answer: 0x06 };
const offsets = { number: 0, architecture: 4, arguments: 16 };
const answers = { allow: 0x7fff0000, errno: 0x00050000, killProcess: 0x80000000 };
const x32Bit = 0x40000000;
const noSys = 38;

/** `AUDIT_ARCH_…` by libseccomp's names; x32 shares that of x86-64. */
const auditArchitectures: Readonly<Record<string, number>> = {
  SCMP_ARCH_X86_64: 0xc000003e,
  SCMP_ARCH_X86: 0x40000003,
  SCMP_ARCH_X32: 0xc000003e,
  SCMP_ARCH_AARCH64: 0xc00000b7,
  SCMP_ARCH_ARM: 0x40000028,
};

/** The number of a call on an architecture; undefined where it has none. */
export type SyscallNumbers = (architecture: string, name: string) => number | undefined;

interface Alternative {
  readonly args: readonly OciSyscallArg[];
  readonly answer: number;
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly alternatives: readonly Alternative[];
}

/**
 * Compiles a resolved profile whose actions are ALLOW and ERRNO into a filter program (8 bytes an instruction).
 * Calls newer than all that the profile names answer ENOSYS, so that C libraries fall back to older ones.
 * Calls of an architecture that the profile does not name end the process.
 * @throws RangeError for actions and comparisons that only a runtime can compile
 */
export function compileSeccomp(profile: OciSeccomp, numberOf: SyscallNumbers): Uint8Array {
  const fallback = answerOf(profile.defaultAction, profile.defaultErrnoRet);
  const program = new Program();
  const sections = new Map<string, Label>();
  program.emit(code.load, offsets.architecture);
  for (const name of profile.architectures ?? []) {
    const label = new Label();
    sections.set(name, label);
    if (name === "SCMP_ARCH_X32") continue;
    const architecture = auditArchitectures[name];
    if (architecture === undefined) throw new RangeError(`unknown architecture: ${name}`);
    program.unless(code.equal, architecture, 1);
    program.goto(label);
  }
  program.emit(code.answer, answers.killProcess);
  for (const [name, label] of sections) {
    program.place(label);
    program.emit(code.load, offsets.number);
    const x32 = name === "SCMP_ARCH_X86_64" ? sections.get("SCMP_ARCH_X32") : undefined;
    if (name === "SCMP_ARCH_X86_64") {
      program.unless(code.greaterOrEqual, x32Bit, 1);
      if (x32 === undefined) program.emit(code.answer, answers.killProcess);
      else program.goto(x32);
    }
    emitSection(
      program,
      rangesOf(profile.syscalls ?? [], fallback, (call) => numberOf(name, call)),
      fallback,
    );
  }
  return program.bytes();
}

function emitSection(program: Program, ranges: readonly Range[], fallback: number): void {
  const newest = ranges.at(-1)?.high ?? 0;
  program.unless(code.greater, newest, 1);
  program.emit(code.answer, answers.errno | noSys);
  emitSearch(program, ranges, fallback);
}

/** A binary search down to a few ranges, which are then tried in turn. */
function emitSearch(program: Program, ranges: readonly Range[], fallback: number): void {
  const middle = ranges[Math.floor(ranges.length / 2)];
  if (ranges.length > 4 && middle !== undefined) {
    const upper = new Label();
    const index = ranges.indexOf(middle);
    program.unless(code.greaterOrEqual, middle.low, 1);
    program.goto(upper);
    emitSearch(program, ranges.slice(0, index), fallback);
    program.place(upper);
    emitSearch(program, ranges.slice(index), fallback);
    return;
  }
  for (const range of ranges) {
    const next = new Label();
    if (range.low === range.high) program.gotoUnless(code.equal, range.low, next);
    else {
      program.gotoUnless(code.greaterOrEqual, range.low, next);
      program.gotoUnless(code.greaterOrEqual, range.high + 1, next, true);
    }
    emitAlternatives(program, range.alternatives, fallback);
    program.place(next);
  }
  program.emit(code.answer, fallback);
}

function emitAlternatives(program: Program, alternatives: readonly Alternative[], fallback: number): void {
  for (const { args, answer } of alternatives) {
    const next = new Label();
    for (const arg of args) emitComparison(program, arg, next);
    program.emit(code.answer, answer);
    program.place(next);
    if (args.length === 0) return;
  }
  program.emit(code.answer, fallback);
}

function emitComparison(program: Program, arg: OciSyscallArg, otherwise: Label): void {
  program.emit(code.load, offsets.arguments + 8 * arg.index);
  if (arg.op === "SCMP_CMP_EQ") program.gotoUnless(code.equal, arg.value, otherwise);
  else if (arg.op === "SCMP_CMP_NE") program.gotoUnless(code.equal, arg.value, otherwise, true);
  else if (arg.op === "SCMP_CMP_LT") program.gotoUnless(code.greaterOrEqual, arg.value, otherwise, true);
  else if (arg.op === "SCMP_CMP_GT") program.gotoUnless(code.greater, arg.value, otherwise);
  else if (arg.op === "SCMP_CMP_MASKED_EQ") {
    program.emit(code.and, arg.value);
    program.gotoUnless(code.equal, arg.valueTwo ?? 0, otherwise);
  } else throw new RangeError(`unknown comparison: ${arg.op}`);
}

function answerOf(action: string, errno = 1): number {
  if (action === "SCMP_ACT_ALLOW") return answers.allow;
  if (action === "SCMP_ACT_ERRNO") return answers.errno | errno;
  throw new RangeError(`unknown action: ${action}`);
}

/** What each call answers, as sorted ranges without overlap; calls that answer the default are left out. */
function rangesOf(
  rules: readonly OciSyscall[],
  fallback: number,
  numberOf: (name: string) => number | undefined,
): Range[] {
  const byNumber = new Map<number, Alternative[]>();
  for (const { names, action, errnoRet, args = [] } of rules) {
    const answer = answerOf(action, errnoRet);
    for (const name of names) {
      const number = numberOf(name);
      if (number === undefined || answer === fallback) continue;
      const known = byNumber.get(number) ?? [];
      if (known.some((alternative) => alternative.args.length === 0)) continue;
      byNumber.set(number, args.length === 0 ? [{ args, answer }] : [...known, { args, answer }]);
    }
  }
  const ranges: Range[] = [];
  for (const [number, alternatives] of [...byNumber].sort(([a], [b]) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.high === number - 1 && sameAnswer(last.alternatives, alternatives)) {
      ranges[ranges.length - 1] = { ...last, high: number };
    } else ranges.push({ low: number, high: number, alternatives });
  }
  return ranges;
}

function sameAnswer([a]: readonly Alternative[], [b]: readonly Alternative[]): boolean {
  return a?.args.length === 0 && b?.args.length === 0 && a.answer === b.answer;
}

/** A place in the program that jumps go to. */
class Label {
  at = -1;
}

interface Instruction {
  readonly code: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly k: number | Label;
}

class Program {
  readonly #instructions: Instruction[] = [];

  emit(op: number, k: number): void {
    this.#instructions.push({ code: op, whenTrue: 0, whenFalse: 0, k });
  }

  /** Skips the next `skip` instructions unless the comparison holds. */
  unless(op: number, k: number, skip: number): void {
    this.#instructions.push({ code: op, whenTrue: 0, whenFalse: skip, k });
  }

  goto(label: Label): void {
    this.#instructions.push({ code: code.jump, whenTrue: 0, whenFalse: 0, k: label });
  }

  /** Goes to `label` unless the comparison holds (`negated`: when it holds). */
  gotoUnless(op: number, k: number, label: Label, negated = false): void {
    this.#instructions.push({ code: op, whenTrue: negated ? 0 : 1, whenFalse: negated ? 1 : 0, k });
    this.goto(label);
  }

  place(label: Label): void {
    label.at = this.#instructions.length;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#instructions.length * 8);
    const view = new DataView(bytes.buffer);
    this.#instructions.forEach(({ code: op, whenTrue, whenFalse, k }, index) => {
      view.setUint16(index * 8, op, true);
      view.setUint8(index * 8 + 2, whenTrue);
      view.setUint8(index * 8 + 3, whenFalse);
      view.setUint32(index * 8 + 4, k instanceof Label ? k.at - index - 1 : k, true);
    });
    return bytes;
  }
}
