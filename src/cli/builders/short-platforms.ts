/** Those that are named first, each with how many more of it there are. */
const first = [
  "linux/amd64",
  "linux/arm64",
  "linux/arm",
  "linux/ppc64le",
  "linux/s390x",
  "linux/riscv64",
  "linux/mips64",
];
const mostShown = 4;

/** Platforms as a table has room for them: `linux/amd64 (+4), linux/386`. */
export function shortPlatforms(platforms: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const platform of platforms) {
    const group = platform.split("/").slice(0, 2).join("/");
    groups.set(group, [...(groups.get(group) ?? []), platform]);
  }
  const major = first.filter((name) => groups.has(name));
  const others = [...groups.keys()].filter((name) => !major.includes(name)).sort();
  const shown = [...major, ...others.slice(0, Math.max(0, mostShown - major.length))];
  const texts = shown.map((name) => {
    const members = groups.get(name) ?? [];
    return members.length === 1 ? (members[0] ?? "") : `${name} (+${members.length})`;
  });
  const left = platforms.length - shown.reduce((sum, name) => sum + (groups.get(name)?.length ?? 0), 0);
  return [...texts, ...(left > 0 ? [`(${left} more)`] : [])].join(", ");
}
