const goTypes: Readonly<Record<number, number>> = {
  1: 0x2000000,
  2: 0x4000000 + 0x200000,
  4: 0x80000000,
  6: 0x4000000,
  10: 0x8000000,
  12: 0x1000000,
};
const goBits = [
  [0o4000, 0x800000],
  [0o2000, 0x400000],
  [0o1000, 0x100000],
] as const;

/** A mode as stat(2) has it, in the bits of Go's os.FileMode. */
export function goMode(mode: number): number {
  const type = goTypes[mode >> 12] ?? 0;
  return goBits.reduce((sum, [bit, go]) => ((mode & bit) === 0 ? sum : sum + go), type + (mode & 0o777));
}

/** What a `goMode` says of the file's type. */
export function goType(mode: number): "directory" | "symlink" | "file" | "other" {
  if (mode >= 0x80000000) return "directory";
  if ((mode & 0x8000000) !== 0) return "symlink";
  return (mode & (0x4000000 + 0x2000000 + 0x1000000 + 0x200000 + 0x80000)) === 0 ? "file" : "other";
}

/** A `goMode` as stat(2) has it. */
export function inodeMode(mode: number): number {
  const type = typeOrder.find(([go]) => has(mode, go))?.[1] ?? 0o100000;
  return goBits.reduce((sum, [bit, go]) => (has(mode, go) ? sum | bit : sum), type | (mode & 0o777));
}

/** A character device is a device too, and so comes before it. */
const typeOrder = [
  [0x80000000, 0o040000],
  [0x8000000, 0o120000],
  [0x200000, 0o020000],
  [0x4000000, 0o060000],
  [0x2000000, 0o010000],
  [0x1000000, 0o140000],
] as const;

function has(mode: number, bit: number): boolean {
  return (mode & bit) !== 0;
}
