import { naturalOrder } from "./natural-order.ts";
import type { StatsEntry } from "./stats-entry.ts";

type Key = (entry: StatsEntry) => number | string;

/** By what rows can be sorted: the names that `--format` has, and short ones. */
const keys: Readonly<Record<string, Key>> = {
  container: ({ container }) => container,
  name: ({ name, container }) => (name === "" ? container : name.slice(1)),
  id: ({ id }) => id,
  cpu: ({ cpuPercent }) => cpuPercent,
  mem: ({ memory }) => memory,
  memperc: ({ memoryPercent }) => memoryPercent,
  net: ({ received, sent }) => received + sent,
  block: ({ blockRead, blockWritten }) => blockRead + blockWritten,
  pids: ({ pids }) => pids,
};

const otherNames: Readonly<Record<string, string>> = {
  ...{ cpuperc: "cpu", memusage: "mem", memory: "mem", netio: "net", blockio: "block" },
};

/**
 * The order of rows by a column: figures from the largest down, names upwards, with `-` in front the other way round. What
 * gives no figures comes last. @throws Error for a column that is none
 */
export function statsOrder(column: string): (a: StatsEntry, b: StatsEntry) => number {
  const reversed = column.startsWith("-");
  const word = column
    .slice(reversed ? 1 : 0)
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  const name = otherNames[word] ?? word;
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (key === undefined)
    throw new Error(`cannot sort by ${JSON.stringify(column)}: columns are ${Object.keys(keys).join(", ")}`);
  const direction = reversed ? -1 : 1;
  return (a, b) => Number(a.invalid) - Number(b.invalid) || direction * compare(key(a), key(b)) || byName(a, b);
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? b - a : naturalOrder(String(a), String(b));
}

function byName(a: StatsEntry, b: StatsEntry): number {
  return naturalOrder(a.name || a.container, b.name || b.container);
}
