import { csvFields } from "#base/csv.ts";
import { parseBool } from "#base/strconv.ts";
import { BakeError } from "./errors.ts";
import type { Attest, CacheEntry, ExportEntry, Secret, Ssh } from "./target.ts";

/** The fields of a text of comma separated values. @throws BakeError */
export function fieldsOf(text: string): string[] {
  try {
    return csvFields(text);
  } catch (error) {
    throw new BakeError((error as Error).message);
  }
}

function pairOf(field: string): readonly [key: string, value: string] {
  const at = field.indexOf("=");
  if (at === -1) throw new BakeError(`invalid value ${field}`);
  return [field.slice(0, at), field.slice(at + 1)];
}

export function parseExport(text: string): ExportEntry {
  const fields = fieldsOf(text);
  const isPath = fields.length === 1 && fields[0] === text && !text.startsWith("type=");
  if (isPath) return { type: text === "-" ? "tar" : "local", attributes: new Map(), destination: text };
  const attributes = new Map<string, string>();
  for (const field of fields) {
    const [key, value] = pairOf(field);
    attributes.set(key.toLowerCase().trim(), value);
  }
  return exportOf(attributes);
}

export function exportOf(all: ReadonlyMap<string, string>): ExportEntry {
  const attributes = new Map(all);
  const type = attributes.get("type") ?? "";
  const destination = attributes.get("dest") ?? "";
  attributes.delete("type");
  attributes.delete("dest");
  if (type === "") throw new BakeError("type is required for output");
  return { type, attributes, destination };
}

function parseCacheEntry(text: string): CacheEntry {
  const fields = fieldsOf(text);
  const [only] = fields;
  if (fields.length === 1 && only !== undefined && !only.includes("="))
    return { type: "registry", attributes: new Map([["ref", only]]) };
  const attributes = new Map<string, string>();
  for (const field of fields) {
    const [key, value] = pairOf(field);
    attributes.set(key.toLowerCase(), value);
  }
  return cacheOf(attributes, text);
}

export function cacheOf(all: ReadonlyMap<string, string>, shown: string): CacheEntry {
  const attributes = new Map(all);
  const type = attributes.get("type") ?? "";
  attributes.delete("type");
  if (type === "") throw new BakeError(`type required form> ${JSON.stringify(shown)}`);
  return { type, attributes };
}

/** Cache entries; of texts that are only references, each field is one. */
export function parseCache(texts: readonly string[]): CacheEntry[] {
  return texts
    .filter((text) => text !== "")
    .flatMap((text) => (text.includes("=") ? [parseCacheEntry(text)] : fieldsOf(text).map(parseCacheEntry)));
}

export function parseSecret(text: string): Secret {
  let fields: string[];
  try {
    fields = csvFields(text);
  } catch (error) {
    throw new BakeError(`failed to parse csv secret: ${(error as Error).message}`);
  }
  let [type, id, source, variable] = ["", "", "", ""];
  for (const field of fields) {
    const at = field.indexOf("=");
    if (at === -1) throw new BakeError(`invalid field '${field}' must be a key=value pair`);
    const key = field.slice(0, at).toLowerCase();
    const value = field.slice(at + 1);
    if (key === "type") {
      if (value !== "file" && value !== "env") throw new BakeError(`unsupported secret type ${JSON.stringify(value)}`);
      type = value;
    } else if (key === "id") id = value;
    else if (key === "source" || key === "src") source = value;
    else if (key === "env") variable = value;
    else throw new BakeError(`unexpected key '${key}' in '${field}'`);
  }
  if (type === "env" && variable === "") [variable, source] = [source, ""];
  return { id, source, variable };
}

export function parseSsh(text: string): Ssh {
  const at = text.indexOf("=");
  return at === -1 ? { id: text, paths: [] } : { id: text.slice(0, at), paths: text.slice(at + 1).split(",") };
}

export function parseAttest(text: string): Attest {
  let [type, isDisabled] = ["", false];
  const attributes = new Map<string, string>();
  for (const field of fieldsOf(text)) {
    const [given, value] = pairOf(field);
    const key = given.toLowerCase().trim();
    if (key === "type") type = value;
    else if (key === "disabled") isDisabled = disabled(value, `invalid value ${field}`);
    else attributes.set(given, value);
  }
  if (type === "") throw new BakeError("attestation type not specified");
  return { type, isDisabled, attributes };
}

export function attestOf(all: ReadonlyMap<string, string>): Attest {
  const attributes = new Map(all);
  const type = attributes.get("type") ?? "";
  const isDisabled = attributes.has("disabled") && disabled(attributes.get("disabled")!);
  attributes.delete("type");
  attributes.delete("disabled");
  return { type, isDisabled, attributes };
}

function disabled(text: string, context?: string): boolean {
  try {
    return parseBool(text);
  } catch (error) {
    const why = (error as Error).message;
    throw new BakeError(context === undefined ? why : `${context}: ${why}`);
  }
}

/** `true`, `false` or attributes, as a whole attestation. */
export function canonicalAttest(type: string, text: string): string {
  if (text === "") return "";
  try {
    return `type=${type},disabled=${!parseBool(text)}`;
  } catch {
    return `type=${type},${text}`;
  }
}

const keyOf = (entry: object): string =>
  JSON.stringify(entry, (_, value: unknown) => (value instanceof Map ? [...value].sort() : value));

/** Each entry once. Of those that are the same the first stays, and the last takes the place of those taken out. */
export function distinct<T extends object>(entries: readonly T[]): T[] {
  const kept = [...entries];
  for (let at = kept.length - 2; at >= 0; at -= 1) {
    const key = keyOf(kept[at]!);
    const double = kept.findIndex((other, index) => index > at && keyOf(other) === key);
    if (double === -1) continue;
    kept[double] = kept.at(-1)!;
    kept.pop();
  }
  return kept;
}

/** The last attestation of each type, in the place of the first. */
export function distinctAttests(entries: readonly Attest[]): Attest[] {
  return [...new Map(entries.map((entry) => [entry.type, entry])).values()];
}

export function distinctTexts(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ""))];
}
