import type { Output } from "../io/io.ts";
import type { MissEvent } from "./progress/events.ts";

/** Why a step was not cached. */
export interface Miss {
  readonly name: string;
  readonly reasons: readonly MissEvent[];
}

/** `--why`: for each step that ran, what was another than the last time. */
export function showWhy(stderr: Output, misses: readonly Miss[]): void {
  for (const { name, reasons } of misses) {
    stderr.write(`${name}\n`);
    for (const reason of reasons) stderr.write(`  ${reasonText(reason)}\n`);
  }
}

function reasonText({ kind, what, before, after }: MissEvent): string {
  const change = before === undefined && after === undefined ? "" : `: ${before ?? "nothing"} -> ${after ?? "nothing"}`;
  return `${kind}${what === "" ? "" : ` ${what}`}${change}`;
}
