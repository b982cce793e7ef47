import type { Template } from "#formats/go-template/ast.ts";
import { GoNil, GoStruct, RawJson } from "#formats/go-template/value.ts";
import { type Column, jsonLine, type Listing } from "./table.ts";
import { alignTabs } from "./tabwriter.ts";
import { compileTemplate, runTemplate } from "./template.ts";

/** Rows by a template; with `table ` before it, aligned and below a header. @throws Error in Docker's words. */
export function templateText<Row>(listing: Listing<Row>, rows: readonly Row[], format: string): string {
  const isTable = format.startsWith("table");
  // Blanks in the place of the word, so that messages count from its beginning.
  const blank = " ".repeat(isTable ? format.length - format.slice("table".length).trimStart().length : 0);
  const template = compiled(blank + withTabs(format.slice(blank.length)));
  const line = (value: unknown): string => executed(template, value, listing.failure).replace(blank, "");
  const lines = rows.map((row) => `${line(structOf(listing, row))}\n`);
  if (!isTable) return lines.join("");
  return alignTabs(`${line(headerOf(listing))}\n${lines.join("")}`);
}

/** `\t` and `\n` are written out in shells. */
function withTabs(format: string): string {
  return format.replaceAll("\\t", "\t").replaceAll("\\n", "\n");
}

function compiled(source: string): Template {
  try {
    return compileTemplate(source);
  } catch (error) {
    throw new Error(`failed to parse template: ${(error as Error).message}`);
  }
}

function executed(template: Template, value: unknown, failure = "failed to execute template"): string {
  try {
    return runTemplate(template, value);
  } catch (error) {
    throw new Error(`${failure}: ${(error as Error).message}`);
  }
}

/** The columns of a row that a template looks at. @throws Error in Docker's words for one that fails on the row. */
export function columnsUsed<Row>(listing: Listing<Row>, row: Row, format: string): ReadonlySet<string> {
  const used = new Set<string>();
  const spied = Object.entries(listing.columns).map(([name, column]) => {
    const value = (of: Row): string | null => {
      used.add(name);
      return column.value(of);
    };
    return [name, { ...column, value }] as const;
  });
  templateText({ ...listing, columns: Object.fromEntries(spied) }, [row], format);
  return used;
}

function structOf<Row>(listing: Listing<Row>, row: Row): GoStruct {
  const entries = Object.entries(listing.columns).map(([name, column]) => {
    return [name, { arity: 0, call: () => columnValue(column, row) }] as const;
  });
  const methods = Object.entries(listing.methods ?? {}).map(([name, method]) => {
    return [name, { arity: 1, call: (argument: unknown) => method(row, String(argument)) }] as const;
  });
  return new GoStruct(listing.typeName, {
    methods: Object.fromEntries([...entries, ...methods]),
    get json() {
      return new RawJson(jsonLine(listing, row));
    },
  });
}

function columnValue<Row>(column: Column<Row>, row: Row): unknown {
  const text = column.value(row);
  if (text === null) return new GoNil("pointer");
  return column.json === undefined ? text : new GoStruct("struct", { text, json: column.json(row) });
}

/** The headers in the place of values; a label's header is its last part. */
function headerOf<Row>(listing: Listing<Row>): Record<string, unknown> | GoStruct {
  const columns = Object.entries(listing.columns).map(([name, column]) => {
    return [name, { arity: 0, call: () => column.header }] as const;
  });
  const methods = Object.keys(listing.methods ?? {}).map((name) => {
    const call = (argument: unknown): string => labelHeader(String(argument));
    return [name, { arity: 1, call }] as const;
  });
  return new GoStruct(listing.typeName, { methods: Object.fromEntries([...columns, ...methods]) });
}

function labelHeader(name: string): string {
  return (name.split(".").at(-1) ?? "").replace(/[-_]/g, " ");
}
