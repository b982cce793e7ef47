import type { Output } from "../../io/io.ts";
import type { ProgressWriter } from "./writer.ts";

/** A JSON object in a line for every event; what is empty is left out. */
export function jsonWriter(out: Output, isDryRun: boolean): ProgressWriter {
  const write = (message: Record<string, unknown>): void => {
    const fields = Object.entries(message).filter(([, value]) => value !== undefined && value !== "" && value !== 0);
    out.write(`${JSON.stringify(Object.fromEntries(fields))}\n`);
  };
  const dryRun = isDryRun || undefined;
  return {
    event: ({ id, parent, text, detail, current, total, percent }) =>
      write({ "dry-run": dryRun, id, parent_id: parent, text: detail, status: text, current, total, percent }),
    tail: (text) => write({ "dry-run": dryRun, tail: true, text }),
    stop: () => {},
  };
}
