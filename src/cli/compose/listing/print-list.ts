import { quote } from "#base/strconv.ts";
import { ExitError } from "../../errors.ts";
import { alignTabs } from "../../format/tabwriter.ts";
import type { Output } from "../../io/io.ts";

/** What a list of Compose that knows no templates prints. */
export interface PrintedList {
  /** `table`, `pretty`, `json` or `{{json.}}`, in any case. */
  readonly format: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A list, or an object by name. */
  readonly json: object;
}

/** @throws ExitError for a format that there is not */
export function printList(out: Output, { format, headers, rows, json }: PrintedList): void {
  switch (format.toLowerCase()) {
    case "":
    case "table":
    case "pretty":
      out.write(alignTabs([headers, ...rows].map((cells) => `${cells.join("\t")}\n`).join(""), wideTabs));
      return;
    case "json":
      out.write(Array.isArray(json) ? `${JSON.stringify(json)}\n` : objectText(json));
      return;
    case "{{json.}}":
      out.write(Array.isArray(json) ? json.map((item) => `${JSON.stringify(item)}\n`).join("") : objectText(json));
      return;
    default:
      throw new ExitError(1, `format value ${quote(format)} could not be parsed: parsing failed`);
  }
}

const wideTabs = { minWidth: 20, padding: 3 };

const objectText = (json: object): string => `${JSON.stringify(json, undefined, 4)}\n\n`;
