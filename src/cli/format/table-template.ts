import type { Template } from "#formats/go-template/ast.ts";
import { type GoType, type Method, mapOf, pointerTo, stringType } from "#formats/go-template/type.ts";
import { goBool, goString, goStringMap, Value, zeroOf } from "#formats/go-template/value.ts";
import { type Column, goJson, jsonLine, type Listing } from "./table.ts";
import { alignTabs } from "./tabwriter.ts";
import { compileTemplate, runHeader, runTemplate } from "./template.ts";

/** Rows by a template; with `table` before it, aligned and below a header. @throws Error in Docker's words. */
export function templateText<Row>(listing: Listing<Row>, rows: readonly Row[], format: string): string {
  const isTable = format.startsWith("table");
  const template = compiled(withTabs(format.slice(isTable ? "table".length : 0).replace(/^ +| +$/g, "")));
  const lines = rows.map((row) => `${executed(template, contextOf(listing, row))}\n`);
  if (!isTable) return lines.join("");
  return alignTabs(`${runHeader(template, headerOf(listing))}\n${lines.join("")}`);
}

/** `\t` and `\n` are written out in shells. */
function withTabs(format: string): string {
  return format.replaceAll("\\t", "\t").replaceAll("\\n", "\n");
}

function compiled(source: string, failure = "template parsing error"): Template {
  try {
    return compileTemplate(source);
  } catch (error) {
    throw new Error(`${failure}: ${(error as Error).message}`);
  }
}

function executed(template: Template, value: Value, failure = "template parsing error"): string {
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
    const value = (of: Row): ReturnType<Column<Row>["value"]> => {
      used.add(name);
      return column.value(of);
    };
    return [name, { ...column, value }] as const;
  });
  const template = compiled(format, "failed to parse template");
  const spy = { ...listing, columns: Object.fromEntries(spied) };
  executed(template, contextOf(spy, row), "failed to execute template");
  return used;
}

type Methods = readonly (readonly [name: string, method: Method])[];

/** A row as Docker's client has it: a struct whose columns are methods. */
export function contextOf<Row>(listing: Listing<Row>, row: Row): Value {
  const columns: Methods = Object.entries(listing.columns).map(([name, column]) => {
    return [name, { params: [], call: () => columnValue(column, row) }];
  });
  const withArgument: Methods = Object.entries(listing.methods ?? {}).map(([name, method]) => {
    return [name, textMethod((argument) => method(row, argument))];
  });
  const struct: GoType = {
    kind: "struct",
    name: listing.typeName.slice(1),
    fields: [],
    methods: new Map([...columns, ...withArgument]),
    marshal: () => jsonLine(listing, row),
  };
  return new Value(pointerTo(struct), zeroOf(struct));
}

function textMethod(call: (argument: string) => string): Method {
  return { params: [stringType], call: ([argument]) => goString(call(argument?.data as string)) };
}

function columnValue<Row>(column: Column<Row>, row: Row): Value {
  if (column.goValue !== undefined) return column.goValue(row);
  const text = column.value(row);
  if (column.json === undefined) return typeof text === "boolean" ? goBool(text) : goString(String(text ?? ""));
  const type: GoType = {
    kind: "struct",
    name: "struct",
    stringer: () => String(text),
    marshal: () => goJson(column.json?.(row)),
  };
  return new Value(pointerTo(type), text === null ? null : zeroOf(type));
}

/** The headers in the place of values; a label's header is its last part. */
function headerOf<Row>(listing: Listing<Row>): Value {
  const names = Object.entries(listing.columns).flatMap(([name, { header }]) =>
    header === "" ? [] : [[name, header]],
  );
  const type: GoType = {
    ...mapOf(stringType, stringType),
    name: "formatter.SubHeaderContext",
    methods: new Map(Object.keys(listing.methods ?? {}).map((name) => [name, textMethod(labelHeader)])),
  };
  return goStringMap(Object.fromEntries(names), type);
}

function labelHeader(name: string): string {
  return (name.split(".").at(-1) ?? "").replace(/[-_]/g, " ");
}
