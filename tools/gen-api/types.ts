import { type ApiType, parseField, parseType, type SchemaTable } from "../../src/api/type-notation.ts";
import { header } from "./spec.ts";

/** `types.gen.ts`: one readonly TypeScript type per type of the spec, and `ApiTypes`, which names them all. */
export function typesFile(table: SchemaTable): string {
  const parts = [header("spec/engine-api/*.types.yaml")];
  for (const [name, scalar] of Object.entries(table.scalars))
    parts.push(`/** Go: ${scalar.go}. */\nexport type ${name} = ${typeText(parseType(scalar.base))};\n\n`);
  for (const [name, alias] of Object.entries(table.aliases))
    parts.push(
      `/** Go: ${alias.go}. */\nexport type ${name} = ${typeText(parseType(alias.type), { never: "null" })};\n\n`,
    );
  for (const [name, struct] of Object.entries(table.structs)) {
    const fields = Object.entries(struct.fields).map(([field, text]) => fieldLine(field, text));
    const doc = struct.go === "struct" ? "" : `/** Go: ${struct.go}. */\n`;
    parts.push(
      fields.length === 0
        ? `${doc}export type ${name} = object;\n\n`
        : `${doc}export interface ${name} {\n${fields.join("")}}\n\n`,
    );
  }
  const names = Object.keys(table.structs).map((name) => `  readonly ${name}: ${name};\n`);
  parts.push(
    `/** Every struct by its name, for \`decode\` and \`encode\`. */\nexport interface ApiTypes {\n${names.join("")}}\n`,
  );
  return parts.join("");
}

function fieldLine(name: string, text: string): string {
  const { type, omitEmpty } = parseField(text);
  const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
  return omitEmpty
    ? `  readonly ${key}?: ${typeText(type, { never: "null" })};\n`
    : `  readonly ${key}: ${typeText(type)};\n`;
}

/** `never: "null"`: where an absent value stands for nil. */
function typeText(type: ApiType, options: { readonly never?: "null" } = {}): string {
  const orNull = options.never === "null" ? "" : " | null";
  switch (type.kind) {
    case "string":
      return "string";
    case "bool":
      return "boolean";
    case "integer":
    case "number":
      return "number";
    case "bigint":
      return "bigint";
    case "any":
      return "unknown";
    case "bytes":
      return `string${orNull}`;
    case "empty":
      return "Readonly<Record<string, never>>";
    case "string-slice":
      return `readonly string[]${orNull}`;
    case "slice":
      return `${arrayText(elementText(type.of))}${orNull}`;
    case "array":
      return `readonly [${Array.from({ length: type.length }, () => typeText(type.of)).join(", ")}]`;
    case "map":
      return `Readonly<Record<string, ${elementText(type.of)}>>${orNull}`;
    case "pointer":
      return `${typeText(type.of, { never: "null" })}${orNull}`;
    case "named":
      return `${type.name}${nilable.has(type.name) ? orNull : ""}`;
  }
}

/** Aliases of map types: nil is a value of theirs. */
const nilable = new Set(["PortSet", "PortMap"]);

/** An element of a slice or map: a nil pointer is read as the zero value, so it is never null. */
function elementText(type: ApiType): string {
  return type.kind === "pointer" ? typeText(type.of, { never: "null" }) : typeText(type);
}

function arrayText(element: string): string {
  return element.includes(" | ")
    ? `ReadonlyArray<${element}>`
    : `readonly ${element.startsWith("readonly ") ? `(${element})` : element}[]`;
}
