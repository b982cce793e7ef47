import { builtins } from "#formats/go-template/builtins.ts";
import type { FunctionTable } from "#formats/go-template/evaluate.ts";
import { executeTemplate } from "#formats/go-template/execute.ts";
import { parseTemplate } from "#formats/go-template/parse.ts";
import { anyType, type GoType, intType, pointerTo, sliceOf, stringType } from "#formats/go-template/type.ts";
import { goString, goStrings, goStruct, Value } from "#formats/go-template/value.ts";
import { formatDuration } from "../../values/duration.ts";
import type { EndedCommand } from "./ended-command.ts";
import { inOrder } from "./in-order.ts";

/** The only kind of message there is: lines that say what to do next. */
const nextSteps = 0;

/**
 * The lines of a plugin's answer (`{"Type":0,"Template":…}`); none where it says nothing.
 * @throws Error for an answer that is none, or a template that cannot be filled
 * @see https://github.com/docker/cli/blob/master/cli-plugins/hooks/hook_types.go
 */
export function hookLines(answer: string, command: EndedCommand): readonly string[] {
  const { type, template } = readMessage(answer);
  if (type !== nextSteps) return [];
  const functions = commandFunctions(command);
  const parsed = parseTemplate(template, { name: "", functions: new Set(Object.keys(functions)) });
  const lines = executeTemplate(parsed, commandValue(command), { functions }).split("\n");
  return lines.some((line) => line.trim() !== "") ? lines : [];
}

/** Keys are read as Go reads them, whatever their case. */
function readMessage(answer: string): { readonly type: unknown; readonly template: string } {
  const said = Object.entries(JSON.parse(answer) as object);
  const lastOf = (wanted: string): unknown => said.findLast(([key]) => key.toLowerCase() === wanted)?.[1];
  const template = lastOf("template") ?? "";
  if (typeof template !== "string") throw new Error("the template of a hook is no text");
  return { type: lastOf("type") ?? nextSteps, template };
}

const commandFields = [
  ...["Name", "CommandPath", "Use", "UseLine", "Short"].map((name) => ({ name, type: stringType, json: name })),
  { name: "Aliases", type: sliceOf(stringType), json: "Aliases" },
];
const commandStruct: GoType = { kind: "struct", name: "cobra.Command", fields: commandFields };
const commandType = pointerTo(commandStruct);

function commandValue({ name, path, usage, short, aliases }: EndedCommand): Value {
  const fields = {
    ...{ Name: goString(name), CommandPath: goString(path), Short: goString(short), UseLine: goString(usage) },
    ...{ Use: goString(`${name}${usage.slice(path.length)}`), Aliases: goStrings(aliases) },
  };
  return new Value(commandType, goStruct(commandStruct, fields));
}

/** What templates may call: `{{flag . "name"}}` and `{{arg . 0}}`. */
function commandFunctions({ table, values, args }: EndedCommand): FunctionTable {
  return {
    ...builtins,
    flag: {
      params: [anyType, stringType],
      call: ([, name]) => {
        const known = Object.hasOwn(table, name?.data as string) ? table[name?.data as string] : undefined;
        if (known === undefined) throw new Error("failed to parse hook template");
        return goString(valueText(known.type, values[name?.data as string]));
      },
    },
    arg: { params: [anyType, intType], call: ([, at]) => goString(args[Number(at?.data)] ?? "") },
  };
}

/** The value of a flag as Docker's client writes it. */
function valueText(type: string, value: unknown): string {
  if (type === "duration") return formatDuration(value as number);
  if (type === "filter") return filterText(value as Readonly<Record<string, readonly string[]>>);
  if (Array.isArray(value)) return `[${value.join(type === "list" ? " " : ",")}]`;
  if (typeof value !== "object" || value === null) return String(value ?? "");
  return `map[${Object.entries(value)
    .map(([key, text]) => `${key}:${text}`)
    .join(" ")}]`;
}

function filterText(filters: Readonly<Record<string, readonly string[]>>): string {
  const sets = inOrder(filters, (values) => inOrder(Object.fromEntries(values.map((value) => [value, true]))));
  return Object.keys(sets).length === 0 ? "" : JSON.stringify(sets);
}
