/** Machine numbers of programs by Go's architectures (elf.h, EM_…). */
const machines: Readonly<Record<string, readonly number[]>> = {
  // With the kernel's own support of 32 bit programs.
  amd64: [62, 3],
  arm64: [183, 40],
};

/** How many of a program's first bytes say who runs it: as many as the kernel reads (BINPRM_BUF_SIZE). */
export const headBytes = 256;

/** Whether the first bytes are those of a program in machine code for another machine than this one. */
export function isForeignProgram(head: Buffer, architecture: string): boolean {
  if (head.length < 20 || head.readUInt32BE(0) !== 0x7f454c46) return false;
  const bigEndian = head[5] === 2;
  const machine = bigEndian ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return machines[architecture]?.includes(machine) === false;
}

/** The interpreter that a script names; undefined: it is none. */
export function scriptInterpreter(head: Buffer): string | undefined {
  return /^#![ \t]*([^ \t\n\0]+)/.exec(head.toString("latin1"))?.[1];
}

/** A program that runs others, as binfmt_misc knows it (kernel: Documentation/admin-guide/binfmt-misc.rst). */
export interface Registration {
  readonly enabled: boolean;
  readonly interpreter: string;
  /** `F`: the interpreter is open already, and need not be in the tree of the program. */
  readonly flags: string;
  readonly offset: number;
  readonly magic: Buffer;
  readonly mask: Buffer | undefined;
}

/** Parses a file of /proc/sys/fs/binfmt_misc; undefined for one that goes by the name of a file. */
export function parseRegistration(text: string): Registration | undefined {
  const field = (name: string) => new RegExp(`^${name}:? (.*)$`, "m").exec(text)?.[1];
  const magic = field("magic");
  if (magic === undefined) return undefined;
  const mask = field("mask");
  return {
    enabled: text.startsWith("enabled"),
    interpreter: field("interpreter") ?? "",
    flags: field("flags") ?? "",
    offset: Number(field("offset") ?? 0),
    magic: Buffer.from(magic, "hex"),
    mask: mask === undefined ? undefined : Buffer.from(mask, "hex"),
  };
}

/** Whether the registration is for programs that begin like this. */
export function isRegisteredFor({ enabled, offset, magic, mask }: Registration, head: Buffer): boolean {
  return enabled && magic.every((byte, at) => (((head[offset + at] ?? 0) ^ byte) & (mask?.[at] ?? 0xff)) === 0);
}
