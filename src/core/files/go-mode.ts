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
