import { schemaTable } from "#api/schemas.gen.ts";
import { type ApiType, parseField, parseType, type StructDeclaration } from "#api/type-notation.ts";
import {
  anyType,
  arrayOf,
  boolType,
  float64Type,
  type GoType,
  mapOf,
  type StructField,
  sliceOf,
  stringType,
  uint8Type,
} from "#formats/go-template/type.ts";
import { clientStruct } from "./client-structs.ts";
import { namedScalar, portType } from "./named-scalars.ts";
import { printedPointer } from "./printed-pointers.ts";

const known = new Map<string, GoType>();

/** The Go type of one of the API's, by its name in the schema. */
export function goTypeNamed(name: string): GoType {
  const found = known.get(name) ?? makeNamed(name);
  known.set(name, found);
  return found;
}

export function goTypeOf(type: ApiType): GoType {
  switch (type.kind) {
    case "string":
      return stringType;
    case "bool":
      return boolType;
    case "integer":
      return { kind: type.go as "int64", name: type.go };
    case "bigint":
      return { kind: "int64", name: "int64" };
    case "number":
      return float64Type;
    case "bytes":
      return sliceOf(uint8Type);
    case "string-slice":
      return { ...sliceOf(stringType), name: "strslice.StrSlice" };
    case "slice":
      return sliceOf(goTypeOf(type.of));
    case "array":
      return arrayOf(goTypeOf(type.of), type.length);
    case "map":
      return mapOf(stringType, goTypeOf(type.of));
    case "pointer":
      return printedPointer(goTypeOf(type.of));
    case "empty":
      return { kind: "struct", name: "struct {}", fields: [] };
    case "named":
      return goTypeNamed(type.name);
    case "any":
      return anyType;
  }
}

function makeNamed(name: string): GoType {
  const scalar = schemaTable.scalars[name];
  if (scalar !== undefined) return namedScalar(scalar.go, goTypeOf(parseType(scalar.base)));
  const alias = schemaTable.aliases[name];
  if (alias !== undefined) return { ...goTypeOf(parseType(alias.type)), name: alias.go, key: portType };
  const struct = clientStruct(name);
  if (struct === undefined) throw new TypeError(`no such type: ${name}`);
  return new StructType(struct);
}

/** Its fields are made when they are looked at: types lead to each other. */
class StructType implements GoType {
  readonly kind = "struct";
  readonly name: string;
  readonly #declaration: StructDeclaration;
  #fields: readonly StructField[] | undefined;

  constructor(declaration: StructDeclaration) {
    this.name = declaration.go;
    this.#declaration = declaration;
  }

  get fields(): readonly StructField[] {
    this.#fields ??= fieldsOf(this.#declaration);
    return this.#fields;
  }
}

function fieldsOf({ fields, embeds = [] }: StructDeclaration): StructField[] {
  const embedded = embeds.map((name) => embeddedField(goTypeOf(parseType(name))));
  return Object.entries(fields).flatMap(([json, declaration]) => {
    const owner = embedded.find(({ inner }) => inner.has(json));
    // It stands where its first field does.
    if (owner !== undefined) return owner.first === json ? [owner.field] : [];
    const { type, omitEmpty } = parseField(declaration);
    return [{ name: goFieldName(json), type: goTypeOf(type), json, omitEmpty }];
  });
}

function embeddedField(type: GoType) {
  const struct = type.kind === "pointer" ? (type.elem ?? type) : type;
  const inner = (struct.fields ?? []).map(({ json }) => json);
  const field: StructField = { name: struct.name.replace(/^.*\./, ""), type, json: "", embedded: true };
  return { field, first: inner[0], inner: new Set(inner) };
}

const fieldNames: Readonly<Record<string, string>> = {
  Id: "ID",
  id: "ID",
  ParentId: "ParentID",
  HostIp: "HostIP",
  ApiVersion: "APIVersion",
  HttpProxy: "HTTPProxy",
  HttpsProxy: "HTTPSProxy",
  AuxiliaryAddresses: "AuxAddress",
  CpuShares: "CPUShares",
  CpuPeriod: "CPUPeriod",
  CpuQuota: "CPUQuota",
  CpuRealtimePeriod: "CPURealtimePeriod",
  CpuRealtimeRuntime: "CPURealtimeRuntime",
  CpuCount: "CPUCount",
  CpuPercent: "CPUPercent",
  CpuCfsPeriod: "CPUCfsPeriod",
  CpuCfsQuota: "CPUCfsQuota",
  NanoCpus: "NanoCPUs",
  Dns: "DNS",
  DnsOptions: "DNSOptions",
  DnsSearch: "DNSSearch",
  os: "OS",
  "os.version": "OSVersion",
  "os.features": "OSFeatures",
  urls: "URLs",
  runtimeArgs: "Args",
};

/** Go names a few fields otherwise than the JSON does. */
export function goFieldName(json: string): string {
  return fieldNames[json] ?? json.charAt(0).toUpperCase() + json.slice(1);
}
