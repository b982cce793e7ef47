/** What each level asks of a processor beyond the one before, as Linux names it (x86-64 psABI, table 3.1). */
const levels: ReadonlyArray<readonly [string, readonly string[]]> = [
  ["v2", ["cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"]],
  ["v3", ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"]],
  ["v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]],
];

/** The highest level that a processor with these flags is of; undefined for the first. */
export function amd64Variant(flags: ReadonlySet<string>): string | undefined {
  let variant: string | undefined;
  for (const [level, wants] of levels) {
    if (!wants.every((flag) => flags.has(flag))) break;
    variant = level;
  }
  return variant;
}
