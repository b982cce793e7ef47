import { fieldsOf } from "./entries.ts";
import { BakeError } from "./errors.ts";
import type { Variable } from "./hcl-config.ts";
import { indentedJson, jsonObject } from "./indented-json.ts";
import type { BakeConfig } from "./target.ts";

export interface ListRequest {
  readonly type: "targets" | "variables";
  readonly format: "table" | "json";
}

/** Reads the value of `--list`. @throws BakeError */
export function parseList(text: string): ListRequest {
  const fields = fieldsOf(text);
  let [type, format] = ["", "table"];
  if (fields.length === 1 && fields[0] === text && !text.startsWith("type=")) type = text;
  else
    for (const field of fields) {
      const at = field.indexOf("=");
      if (at === -1) throw new BakeError(`invalid value ${field}`);
      const key = field.slice(0, at).toLowerCase().trim();
      if (key === "type") type = field.slice(at + 1);
      else if (key === "format") format = field.slice(at + 1);
      else throw new BakeError(`unexpected key '${key}' in '${field}'`);
    }
  if (type !== "targets" && type !== "variables") throw new BakeError(`invalid list type ${JSON.stringify(type)}`);
  if (format !== "table" && format !== "json") throw new BakeError(`invalid list format ${JSON.stringify(format)}`);
  return { type, format };
}

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly isGroup: boolean;
}

/** Targets and groups by their names, but for those that begin with an underscore. */
export function listedTargets({ targets, groups }: BakeConfig, format: ListRequest["format"]): string {
  const all: Listed[] = [
    ...targets.map(({ name, description }) => ({ name, description: description ?? "", isGroup: false })),
    ...groups.map(({ name, description, targets: members }) => {
      const names = [...(members ?? [])].sort().join(", ");
      const shown = names === "" || !description ? `${description ?? ""}${names}` : `${description} (${names})`;
      return { name, description: shown, isGroup: true };
    }),
  ];
  const listed = all
    .filter(({ name }) => !name.startsWith("_"))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (format === "table")
    return table([["TARGET", "DESCRIPTION"], ...listed.map(({ name, description }) => [name, description])]);
  if (listed.length === 0) return "null\n";
  const objects = listed.map(({ name, description, isGroup }) =>
    jsonObject([
      ["name", name],
      ["description", description === "" ? undefined : description],
      ["group", isGroup ? true : undefined],
    ]),
  );
  return `${indentedJson(objects)}\n`;
}

/** Variables by their names, with their values. */
export function listedVariables(variables: readonly Variable[], format: ListRequest["format"]): string {
  const listed = [...variables].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (format === "table") {
    const rows = listed.map(({ name, type, value, description }) => [name, type ?? "", value ?? "<null>", description]);
    return table([["VARIABLE", "TYPE", "VALUE", "DESCRIPTION"], ...rows]);
  }
  const objects = listed.map(({ name, type, description, value }) =>
    jsonObject([
      ["name", name],
      ["type", type],
      ["description", description === "" ? undefined : description],
      ["value", value],
    ]),
  );
  return `${indentedJson(objects)}\n`;
}

const tabWidth = 8;

/** Cells aligned with tabs, of which each takes a place up to the next multiple of eight. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => {
    const widest = Math.max(...rows.map((row) => [...row[at]!].length));
    return Math.ceil((widest + 1) / tabWidth) * tabWidth;
  });
  return rows.map((row) => `${row.map((cell, at) => padded(cell, at, row.length, widths)).join("")}\n`).join("");
}

function padded(cell: string, at: number, count: number, widths: readonly number[]): string {
  if (at === count - 1) return cell;
  return cell + "\t".repeat(Math.ceil((widths[at]! - [...cell].length) / tabWidth));
}
