import { binarySize, humanSize } from "./human-size.ts";
import type { StatsEntry } from "./stats-entry.ts";
import type { Listing } from "./table.ts";
import { shortId } from "./text.ts";

export const statsColumns = ["ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs"];

/** What `stats` can show of a container. */
export function statsListing({ truncate }: { readonly truncate: boolean }): Listing<StatsEntry> {
  const column = (header: string, value: (entry: StatsEntry) => string) => ({ header, value });
  const valid = (header: string, none: string, value: (entry: StatsEntry) => string) =>
    column(header, (entry) => (entry.invalid ? none : value(entry)));
  return {
    typeName: "*container.statsContext",
    columns: {
      Container: column("CONTAINER", ({ container }) => container),
      Name: column("NAME", ({ name }) => (name.length > 1 ? name.slice(1) : "--")),
      ID: column("CONTAINER ID", ({ id }) => (truncate ? shortId(id) : id)),
      CPUPerc: valid("CPU %", "--", ({ cpuPercent }) => percent(cpuPercent)),
      MemUsage: valid("MEM USAGE / LIMIT", "-- / --", (entry) => {
        return `${binarySize(entry.memory)} / ${binarySize(entry.memoryLimit)}`;
      }),
      MemPerc: valid("MEM %", "--", ({ memoryPercent }) => percent(memoryPercent)),
      NetIO: valid("NET I/O", "--", ({ received, sent }) => `${humanSize(received, 3)} / ${humanSize(sent, 3)}`),
      BlockIO: valid("BLOCK I/O", "--", (entry) => {
        return `${humanSize(entry.blockRead, 3)} / ${humanSize(entry.blockWritten, 3)}`;
      }),
      PIDs: valid("PIDS", "--", ({ pids }) => String(pids)),
    },
  };
}

/** `%.2f%%` of Go, which rounds what lies in the middle to the even digit. */
function percent(value: number): string {
  const hundredths = value * 100;
  const inTheMiddle = Number.isInteger(value * 8) && hundredths % 1 === 0.5;
  const even = Math.floor(hundredths) + (Math.floor(hundredths) % 2);
  return `${(inTheMiddle ? even / 100 : value).toFixed(2)}%`;
}
