import { alignTabs } from "../../format/tabwriter.ts";

/** What is told of a process, by the title of its column. */
export type Process = ReadonlyMap<string, string>;

/** Processes of several containers, whose `ps` may tell different things; without any, nothing. */
export function processTable(processes: readonly Process[]): string {
  if (processes.length === 0) return "";
  const titles = columnTitles(processes);
  const rows = processes.map((process) => titles.map((title) => process.get(title) ?? "-"));
  return alignTabs([titles, ...rows].map((cells) => `${cells.join("\t")}\n`).join(""), { minWidth: 4, padding: 2 });
}

/** In the order in which they come up, with the command last: it may be long. */
function columnTitles(processes: readonly Process[]): string[] {
  const titles = new Set(processes.flatMap((process) => [...process.keys()]));
  return titles.delete("CMD") ? [...titles, "CMD"] : [...titles];
}
