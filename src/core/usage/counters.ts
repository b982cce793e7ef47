/** The text of a file of a cgroup by its name; undefined where the kernel has none. */
export type CounterFiles = Readonly<Record<string, string | undefined>>;

/** The largest number of 64 bits: what `max` stands for. */
export const noLimit = 2n ** 64n - 1n;

/** `12` or `max` of a file that holds one value; undefined where it holds neither. */
export function counterOf(text: string | undefined): bigint | undefined {
  const word = text?.trim() ?? "";
  if (word === "max") return noLimit;
  return /^\d+$/.test(word) ? BigInt(word) : undefined;
}

export function numberOf(text: string | undefined): number {
  return Number(counterOf(text) ?? 0n);
}

/** Lines of `name value`. */
export function tableOf(text: string | undefined): ReadonlyMap<string, bigint> {
  const table = new Map<string, bigint>();
  for (const line of (text ?? "").split("\n")) {
    const [name = "", value = ""] = line.split(" ");
    if (/^\d+$/.test(value)) table.set(name, BigInt(value));
  }
  return table;
}

/** The entries of a table that are named, 0 for those that it lacks. */
export function chosen(table: ReadonlyMap<string, bigint>, names: readonly string[]): Record<string, bigint> {
  return Object.fromEntries(names.map((name) => [name, table.get(name) ?? 0n]));
}
