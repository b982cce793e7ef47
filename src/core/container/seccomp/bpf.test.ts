import { describe, expect, test } from "bun:test";
import type { OciSeccomp } from "#formats/oci/runtime-spec.ts";
import { compileSeccomp } from "./bpf.ts";

const allowed = 0x7fff0000;
const errno = (number: number) => 0x00050000 | number;
const killed = 0x80000000;
const x64 = 0xc000003e;
const x86 = 0x40000003;

interface Call {
  readonly number: number;
  readonly architecture?: number;
  readonly args?: readonly bigint[];
}

/** What the kernel would answer: an interpreter of the few instructions that a filter uses. */
function answer(program: Uint8Array, { number, architecture = x64, args = [] }: Call): number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, architecture, true);
  for (const [index, value] of args.entries()) data.setBigUint64(16 + 8 * index, value, true);
  const view = new DataView(program.buffer);
  let accumulator = 0;
  for (let at = 0; at * 8 < program.length; at += 1) {
    const k = view.getUint32(at * 8 + 4, true);
    const jump = (holds: boolean) => {
      at += view.getUint8(at * 8 + (holds ? 2 : 3));
    };
    const code = view.getUint16(at * 8, true);
    if (code === 0x20) accumulator = data.getUint32(k, true);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x05) at += k;
    else if (code === 0x15) jump(accumulator === k);
    else if (code === 0x25) jump(accumulator > k);
    else if (code === 0x35) jump(accumulator >= k);
    else if (code === 0x06) return k;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error("the program has no end");
}

const numbers: Readonly<Record<string, number>> = {
  read: 0,
  write: 1,
  open: 2,
  stat: 5,
  socket: 41,
  clone: 56,
  late: 300,
};
const profile: OciSeccomp = {
  defaultAction: "SCMP_ACT_ERRNO",
  defaultErrnoRet: 1,
  architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
  syscalls: [
    { names: ["read", "write", "open", "stat", "nosuch", "late"], action: "SCMP_ACT_ALLOW" },
    { names: ["socket"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: 38, op: "SCMP_CMP_LT" }] },
    { names: ["socket"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: 40, op: "SCMP_CMP_GT" }] },
    {
      names: ["clone"],
      action: "SCMP_ACT_ALLOW",
      args: [{ index: 0, value: 0x7e020000, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }],
    },
    { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: 38 },
  ],
};

describe("a compiled profile", () => {
  const program = compileSeccomp(profile, (architecture, name) => {
    if (name === "clone3") return architecture === "SCMP_ARCH_X32" ? undefined : 100;
    const number = numbers[name];
    return number !== undefined && architecture === "SCMP_ARCH_X32" ? 0x40000000 + number : number;
  });

  test("answers every number as the profile says", () => {
    for (let number = 0; number <= 400; number += 1) {
      const want = [0, 1, 2, 5, 56, 300].includes(number)
        ? allowed
        : number === 100 || number > 300
          ? errno(38)
          : errno(1);
      if (number !== 41) expect([number, answer(program, { number })]).toEqual([number, want]);
      if (number !== 41) expect(answer(program, { number, architecture: x86 })).toBe(want);
    }
  });

  test("compares arguments by the bits that the kernel reads", () => {
    const socket = (family: bigint) => answer(program, { number: 41, args: [family] });
    expect([1n, 37n, 41n].map(socket)).toEqual([allowed, allowed, allowed]);
    expect([38n, 39n, 40n].map(socket)).toEqual([errno(1), errno(1), errno(1)]);
    expect([38n, 40n].map((family) => socket(family | (1n << 32n)))).toEqual([errno(1), errno(1)]);
    expect(answer(program, { number: 56, args: [0x11n] })).toBe(allowed);
    expect(answer(program, { number: 56, args: [0x10000000n] })).toBe(errno(1));
  });

  test("knows x32, and ends calls of other architectures", () => {
    expect(answer(program, { number: 0x40000001 })).toBe(allowed);
    expect(answer(program, { number: 0x40000003 })).toBe(errno(1));
    expect(answer(program, { number: 0, architecture: 0x40000028 })).toBe(killed);
  });
});

test("a filter without conditions wins over one with", () => {
  const { syscalls = [], ...rest } = profile;
  const both = { ...rest, syscalls: [...syscalls, { names: ["clone"], action: "SCMP_ACT_ALLOW" }] };
  const program = compileSeccomp(both, (_, name) => numbers[name]);
  expect(answer(program, { number: 56, args: [0x10000000n] })).toBe(allowed);
});

test("what only a runtime can compile is refused", () => {
  const numberOf = () => 1;
  expect(() => compileSeccomp({ defaultAction: "SCMP_ACT_NOTIFY" }, numberOf)).toThrow(RangeError);
  const odd = { names: ["x"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: 1, op: "SCMP_CMP_LE" }] };
  const architectures = ["SCMP_ARCH_X86_64"];
  expect(() => compileSeccomp({ ...profile, architectures, syscalls: [odd] }, numberOf)).toThrow(RangeError);
});
