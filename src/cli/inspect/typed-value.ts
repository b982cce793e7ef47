import { schemaTable } from "#api/schemas.gen.ts";
import { type ApiType, parseField, parseType } from "#api/type-notation.ts";
import { GoNil, GoStruct, isMap } from "#formats/go-template/value.ts";

/** JSON as the Go value that Docker's client decodes it into: structs with all their fields, nils that know their type. */
export function typedValue(json: unknown, type: string): unknown {
  return convert(json, { kind: "named", name: type });
}

function convert(json: unknown, type: ApiType): unknown {
  switch (type.kind) {
    case "string":
      return json ?? "";
    case "bool":
      return json ?? false;
    case "integer":
    case "number":
    case "bigint":
      return json ?? 0;
    case "slice":
      return Array.isArray(json) ? json.map((element) => convert(element, type.of)) : new GoNil("slice");
    case "string-slice":
      return Array.isArray(json) ? json : new GoNil("slice");
    case "array":
      return Array.isArray(json)
        ? json.map((element) => convert(element, type.of))
        : Array(type.length).fill(convert(null, type.of));
    case "map":
      return isMap(json) ? mapped(json, type.of) : new GoNil("map");
    case "pointer":
      return json === null || json === undefined ? new GoNil("pointer") : convert(json, type.of);
    case "named":
      return named(json, type.name);
    default:
      return json ?? null;
  }
}

function mapped(json: Readonly<Record<string, unknown>>, of: ApiType): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, convert(value, of)]));
}

function named(json: unknown, name: string): unknown {
  const scalar = schemaTable.scalars[name];
  if (scalar !== undefined) return convert(json, parseType(scalar.base));
  const alias = schemaTable.aliases[name];
  if (alias !== undefined) return convert(json, parseType(alias.type));
  const struct = schemaTable.structs[name];
  if (struct === undefined) return json;
  const source = isMap(json) ? json : {};
  const fields = new Map<string, unknown>();
  for (const [field, declaration] of Object.entries(struct.fields)) {
    fields.set(goName(field), convert(source[field], parseField(declaration).type));
  }
  return new GoStruct(struct.go, { fields, json });
}

/** The one field that every struct has by another name in Go. */
function goName(field: string): string {
  return field === "Id" ? "ID" : field;
}
