import { withoutControls } from "#base/controls.ts";
import type { Value } from "#formats/go-template/value.ts";
import type { Output } from "../io/io.ts";
import { alignTabs } from "./tabwriter.ts";

/** A value that a listing can show of a row. */
export interface Column<Row> {
  readonly header: string;
  /** Null is Go's nil: nothing in a table. */
  value(row: Row): string | number | boolean | null;
  /** Its JSON, where that is more than the text. */
  json?(row: Row): unknown;
  /** What templates see, where that is neither a text nor a truth value. */
  goValue?(row: Row): Value;
}

/** What a listing can show. */
export interface Listing<Row> {
  /** Go's name of the row's type, for messages about templates. */
  readonly typeName: string;
  readonly columns: Readonly<Record<string, Column<Row>>>;
  /** A row's JSON, where that is not its columns. */
  json?(row: Row): unknown;
  /** Columns of plain tables that templates do not know. */
  readonly shown?: Readonly<Record<string, Column<Row>>>;
  /** Columns that exist as methods with an argument, such as `.Label "key"`. */
  readonly methods?: Readonly<Record<string, (row: Row, argument: string) => string>>;
  /** The column that a quiet listing shows; `ID` where nothing is said. */
  readonly identity?: string;
  /** Columns of the `raw` format: label and column. */
  readonly raw?: readonly (readonly [label: string, column: string])[];
  /** The space behind a label stays where the value is empty. */
  readonly rawSpaced?: boolean;
}

export interface PrintOptions<Row> {
  readonly rows: readonly Row[];
  /** `table`, `json`, `raw`, `table TEMPLATE` or a template. */
  readonly format: string;
  /** The columns of plain `table`. */
  readonly columns: readonly string[];
}

/** Prints rows in the format asked for. @throws Error in Docker's words for a template that cannot be. */
export async function printRows<Row>(out: Output, listing: Listing<Row>, options: PrintOptions<Row>): Promise<void> {
  // What images, registries and labels say may move a terminal; in a pipe it is data.
  const show = out.isTerminal ? withoutControls : (cell: string) => cell;
  if (options.format === "table") out.write(tableText(listing, options, show));
  else out.write(await rowsText(listing, options));
}

/** What `printRows` prints in a pipe. */
export async function rowsText<Row>(listing: Listing<Row>, options: PrintOptions<Row>): Promise<string> {
  const { rows, format } = options;
  if (format === "table") return tableText(listing, options, (cell) => cell);
  if (format === "json") return rows.map((row) => `${jsonLine(listing, row)}\n`).join("");
  if (format === "raw" && listing.raw !== undefined) return rows.map((row) => rawText(listing, row)).join("");
  const { templateText } = await import("./table-template.ts");
  return templateText(listing, rows, format);
}

function tableText<Row>(
  listing: Listing<Row>,
  { columns, rows }: Pick<PrintOptions<Row>, "columns" | "rows">,
  show: (cell: string) => string,
): string {
  const shown = columns.map((name) => columnOf(listing, name));
  const lines = [
    shown.map((column) => column.header),
    ...rows.map((row) => shown.map((column) => show(String(column.value(row) ?? "")))),
  ];
  return alignTabs(lines.map((cells) => `${cells.join("\t")}\n`).join(""));
}

function columnOf<Row>(listing: Listing<Row>, name: string): Column<Row> {
  const column = listing.columns[name] ?? listing.shown?.[name];
  if (column === undefined) throw new TypeError(`no column ${name}`);
  return column;
}

/** A row as JSON: all columns by name, unless the listing says it otherwise. */
export function jsonLine<Row>(listing: Listing<Row>, row: Row): string {
  if (listing.json !== undefined) return goJson(listing.json(row));
  const names = Object.keys(listing.columns).sort();
  return goJson(Object.fromEntries(names.map((name) => [name, columnJson(columnOf(listing, name), row)])));
}

function columnJson<Row>(column: Column<Row>, row: Row): unknown {
  const text = column.value(row);
  return text === null || column.json === undefined ? text : column.json(row);
}

function rawText<Row>(listing: Listing<Row>, row: Row): string {
  const lines = (listing.raw ?? []).map(([label, name]) => {
    const value = String(columnOf(listing, name).value(row) ?? "");
    return value === "" && listing.rawSpaced !== true ? `${label}:\n` : `${label}: ${value}\n`;
  });
  return `${lines.join("")}\n`;
}

/** JSON as Go's encoder writes it, with HTML's characters escaped. */
export function goJson(value: unknown): string {
  return escapedForHtml(JSON.stringify(value) ?? "null");
}

export function escapedForHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
