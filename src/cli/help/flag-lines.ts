import { type ApiVersion, lessThan } from "#client/version.ts";
import type { Flag, FlagTable } from "../flags/flag.ts";
import { wrapText } from "./wrap.ts";

/** The engine that a flag may count for. */
export interface FlagEngine {
  readonly osType: string;
  readonly experimental: boolean;
  readonly version: ApiVersion;
}

/** The lines of `Options:`, by long name, wrapped to `columns`; all flags where no engine is known. */
export function flagLines(table: FlagTable, columns: number, engine?: FlagEngine): string {
  const names = Object.keys(table).filter((name) => isShown(table[name], engine));
  const rows = names.sort().map((name) => ({ head: headOf(name, table[name]), flag: table[name] }));
  const widest = Math.max(0, ...rows.map(({ head }) => head.length));
  const indent = widest + 3;
  return rows
    .map(({ head, flag }) => `${head.padEnd(indent)}${wrapText(usageOf(flag), { indent, width: columns - 1 })}\n`)
    .join("");
}

/** Whether help has the flag; without an engine it has those of all engines. */
export function isShown(flag: Flag<unknown> | undefined, engine?: FlagEngine): boolean {
  if (flag === undefined || flag.hidden === true || flag.deprecated !== undefined) return false;
  if (engine === undefined) return true;
  const isOld = flag.since !== undefined && lessThan(engine.version, flag.since);
  const isElsewhere = flag.system !== undefined && flag.system !== engine.osType;
  return !isOld && !isElsewhere && (flag.experimental !== true || engine.experimental);
}

function headOf(name: string, flag: Flag<unknown> | undefined): string {
  const short = flag?.short !== undefined && flag.shortDeprecated === undefined ? `  -${flag.short}, ` : "      ";
  const type = flag?.type === undefined || flag.type === "bool" ? "" : ` ${flag.type}`;
  return `${short}--${name}${type}`;
}

function usageOf(flag: Flag<unknown> | undefined): string {
  if (flag === undefined) return "";
  return flag.defaultText === undefined ? flag.usage : `${flag.usage} (default ${flag.defaultText})`;
}
