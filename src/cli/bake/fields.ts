import { convert } from "#formats/hcl/value/convert.ts";
import { encodeValue } from "#formats/hcl/value/json.ts";
import { mismatch } from "#formats/hcl/value/mismatch.ts";
import type { CollectionType } from "#formats/hcl/value/type.ts";
import { boolType, listOf, mapOf, objectOf, stringType, type Type } from "#formats/hcl/value/type.ts";
import {
  boolValue,
  elementsOf,
  isKnown,
  isNull,
  isWhollyKnown,
  listValue,
  mapValue,
  namedOf,
  nullOf,
  objectValue,
  stringValue,
  textOf,
  type Value,
} from "#formats/hcl/value/value.ts";
import { attestOf, cacheOf, exportOf, parseAttest, parseCache, parseExport, parseSecret, parseSsh } from "./entries.ts";
import { BakeError } from "./errors.ts";
import type { Attest, BakeTarget, CacheEntry, ExportEntry, Secret, Ssh } from "./target.ts";

/** How an attribute of a target is read from a value, and shown as one to others that refer to it. */
export interface Field {
  readonly key: Exclude<keyof BakeTarget, "name" | "isLinked">;
  readonly type: Type;
  /** Of a value of that type. @throws BakeError, Unconvertible */
  read(value: Value): unknown;
  show(content: unknown): Value;
}

const needsKnown = "value must be known";
const noNull = "null value is not allowed";

function known(value: Value): Value {
  if (!isKnown(value)) throw new BakeError(needsKnown);
  return value;
}

function whollyKnown(value: Value): Value {
  if (!isWhollyKnown(value)) throw new BakeError(needsKnown);
  return value;
}

function notNull(value: Value): Value {
  if (isNull(value)) throw new BakeError(noNull);
  return value;
}

function text(value: Value): string {
  return textOf(known(notNull(value)));
}

const optionalText = (value: Value): string | undefined => (isNull(value) ? undefined : textOf(known(value)));

type Key = Field["key"];

const stringField = (key: Key): Field => ({
  key,
  type: stringType,
  read: optionalText,
  show: (content) => stringValue(content as string),
});
const textField = (key: Key): Field => ({ ...stringField(key), read: text });
const boolField = (key: Key): Field => ({
  key,
  type: boolType,
  read: (value) => (isNull(value) ? undefined : known(value).content === true),
  show: (content) => boolValue(content as boolean),
});
const listField = (key: Key): Field => ({
  key,
  type: listOf(stringType),
  read: (value) => (isNull(value) ? undefined : elementsOf(known(value)).map(text)),
  show: (content) => listValue((content as readonly string[]).map(stringValue), stringType),
});

function mapField(key: Key, read: (value: Value) => string | undefined): Field {
  return {
    key,
    type: mapOf(stringType),
    read: (value) =>
      isNull(value)
        ? undefined
        : new Map([...namedOf(known(value))].map(([name, part]) => [name, read(part)] as const)),
    show: (content) =>
      mapValue(
        [...(content as ReadonlyMap<string, string | undefined>)].map(
          ([name, part]) => [name, part === undefined ? nullOf(stringType) : stringValue(part)] as const,
        ),
        stringType,
      ),
  };
}

const isEmpty = (value: Value): boolean => !isKnown(value) || (value.type.kind === "string" && value.content === "");

/** A list whose elements are texts, or objects with the same parts. */
function entriesField<T>(
  key: Key,
  element: Type,
  parse: (text: string) => readonly T[],
  read: (value: Value) => T,
  show: (entry: T) => Value,
): Field {
  return {
    key,
    type: { kind: "dynamic" },
    read(value) {
      if (isNull(value)) return undefined;
      known(value);
      if (value.type.kind !== "list" && value.type.kind !== "tuple")
        throw new BakeError(mismatch(value.type, listOf(element)));
      return elementsOf(value)
        .filter((one) => !isEmpty(one))
        .flatMap((one) => (one.type.kind === "string" ? parse(text(one)) : [read(notNull(one))]));
    },
    show: (content) => listValue((content as readonly T[]).map(show), element),
  };
}

const attributesType = mapOf(stringType);

function attributesIn(value: Value): Map<string, string> {
  const all = namedOf(convert(value, attributesType));
  return new Map([...all].filter(([, part]) => isKnown(part)).map(([name, part]) => [name, text(part)]));
}

function shownAttributes(attributes: ReadonlyMap<string, string>, more: Readonly<Record<string, string>>): Value {
  const all = [...attributes, ...Object.entries(more)];
  return mapValue(
    all.map(([name, part]) => [name, stringValue(part)] as const),
    stringType,
  );
}

const cacheField = (key: Key): Field =>
  entriesField<CacheEntry>(
    key,
    attributesType,
    (given) => parseCache([given]),
    (value) => cacheOf(attributesIn(value), encodeValue(whollyKnown(value))),
    ({ type, attributes }) => shownAttributes(attributes, { type }),
  );

const pathsType = listOf(stringType) as CollectionType;
const secretType = objectOf(
  ["id", "src", "env"].map((name) => [name, stringType] as const),
  new Set(["id", "src", "env"]),
);
const sshType = objectOf(
  [
    ["id", stringType],
    ["paths", pathsType],
  ],
  new Set(["id", "paths"]),
);

function partsOf(value: Value, type: Type): (name: string) => Value {
  const parts = namedOf(convert(value, type));
  return (name) => parts.get(name)!;
}

function readSecret(value: Value): Secret {
  const part = partsOf(value, secretType);
  const shown = (name: string): string => (isKnown(part(name)) ? (optionalText(part(name)) ?? "") : "");
  return { id: shown("id"), source: shown("src"), variable: shown("env") };
}

function readSsh(value: Value): Ssh {
  const part = partsOf(value, sshType);
  const paths = part("paths");
  return { id: optionalText(part("id")) ?? "", paths: isNull(paths) ? [] : elementsOf(known(paths)).map(text) };
}

const described = textField("description");

/** The attributes of a target, by the names that they have in a file. */
export const targetFields: Readonly<Record<string, Field>> = {
  description: described,
  inherits: listField("inherits"),
  annotations: listField("annotations"),
  attest: entriesField<Attest>(
    "attest",
    attributesType,
    (given) => [parseAttest(given)],
    (value) => attestOf(attributesIn(value)),
    ({ type, isDisabled, attributes }) =>
      shownAttributes(attributes, isDisabled ? { type, disabled: "true" } : { type }),
  ),
  context: stringField("context"),
  contexts: mapField("contexts", text),
  dockerfile: stringField("dockerfile"),
  "dockerfile-inline": stringField("dockerfileInline"),
  args: mapField("args", optionalText),
  labels: mapField("labels", optionalText),
  tags: listField("tags"),
  "cache-from": cacheField("cacheFrom"),
  "cache-to": cacheField("cacheTo"),
  target: stringField("target"),
  secret: entriesField<Secret>(
    "secrets",
    secretType,
    (given) => [parseSecret(given)],
    readSecret,
    ({ id, source, variable }) =>
      objectValue([
        ["id", stringValue(id)],
        ["src", stringValue(source)],
        ["env", stringValue(variable)],
      ]),
  ),
  ssh: entriesField<Ssh>(
    "ssh",
    sshType,
    (given) => [parseSsh(given)],
    readSsh,
    ({ id, paths }) =>
      objectValue([
        ["id", stringValue(id)],
        ["paths", listValue(paths.map(stringValue), stringType)],
      ]),
  ),
  platforms: listField("platforms"),
  output: entriesField<ExportEntry>(
    "outputs",
    attributesType,
    (given) => [parseExport(given)],
    (value) => exportOf(attributesIn(value)),
    ({ type, attributes, destination }) => shownAttributes(attributes, { type, dest: destination }),
  ),
  pull: boolField("pull"),
  "no-cache": boolField("noCache"),
  network: stringField("network"),
  "no-cache-filter": listField("noCacheFilter"),
  "shm-size": stringField("shmSize"),
  ulimits: listField("ulimits"),
  call: stringField("call"),
  entitlements: listField("entitlements"),
  "extra-hosts": mapField("extraHosts", optionalText),
};

/** The attributes of a group. */
export const groupFields = { description: described, targets: listField("targets" as Key) } as const;

/** A null where nothing was said; of lists of entries, one without elements. */
export function shownField(field: Field, content: unknown): Value {
  if (content !== undefined) return field.show(content);
  if (field.type.kind === "dynamic") return field.show([]);
  return field === described ? stringValue("") : nullOf(field.type);
}
