import type { Output } from "../../io/io.ts";
import { dryRunPrefix, type ProgressWriter } from "./writer.ts";

/** A line for every event. */
export function plainWriter(out: Output, isDryRun: boolean): ProgressWriter {
  const prefix = isDryRun ? dryRunPrefix : "";
  return {
    event: ({ id, detail = "", text }) => out.write(`${prefix} ${id} ${detail} ${text}\n`),
    tail: (text) => out.write(`${prefix}${text}\n`),
    stop: () => {},
  };
}

/** Nothing at all. */
export const quietWriter: ProgressWriter = { event: () => {}, tail: () => {}, stop: () => {} };
