import { globSync } from "node:fs";
import { posix } from "node:path";
import type { DeviceMapping, DeviceRequest } from "#api/types.gen.ts";
import { csvFields } from "#base/csv.ts";
import { parseDecimal } from "#base/strconv.ts";

/** What `--device` says: paths, and names of the Container Device Interface. */
export interface ParsedDevices {
  readonly mappings: readonly DeviceMapping[];
  readonly names: readonly string[];
}

/** @throws Error in Docker's words. */
export function parseDevices(texts: readonly string[]): ParsedDevices {
  const names = texts.filter(isQualifiedName);
  return { mappings: texts.filter((text) => !isQualifiedName(text)).flatMap(parseDevice), names };
}

/** `vendor.com/class=name`. */
function isQualifiedName(text: string): boolean {
  return /^[A-Za-z](?:[\w.-]*[A-Za-z0-9])?\/[A-Za-z](?:[\w-]*[A-Za-z0-9])?=[A-Za-z0-9](?:[\w.:-]*[A-Za-z0-9])?$/.test(
    text,
  );
}

function isMode(text: string): boolean {
  return /^[rwm]+$/.test(text) && new Set(text).size === text.length;
}

function parseDevice(text: string): DeviceMapping[] {
  const parts = text.split(":");
  if (parts.length > 3 || parts[0] === "") throw new Error(`bad format for path: ${text}`);
  const [source = "", second = "", third] = parts;
  if (third !== undefined && !isMode(third)) throw new Error(`bad mode specified: ${third}`);
  const secondIsMode = third === undefined && isMode(second);
  const destination = parts.length === 1 || secondIsMode ? source : second;
  if (!destination.startsWith("/")) throw new Error(`${destination} is not an absolute path`);
  const permissions = third ?? (secondIsMode ? second : "rwm");
  return mappingsOf({ source, destination, permissions, named: parts.length > 1 && !secondIsMode, text });
}

interface DevicePaths {
  readonly source: string;
  readonly destination: string;
  readonly permissions: string;
  /** Whether the path inside was named. */
  readonly named: boolean;
  readonly text: string;
}

function mappingsOf({ source, destination, permissions, named, text }: DevicePaths): DeviceMapping[] {
  const mapping = (host: string, inside: string): DeviceMapping => ({
    PathOnHost: host,
    PathInContainer: inside,
    CgroupPermissions: permissions,
  });
  if (!source.endsWith("*")) return [mapping(named ? source : posix.normalize(source), posix.normalize(destination))];
  if (named) throw new Error(`device with * suffix can't have dst: ${text}`);
  return globSync(source)
    .sort()
    .map((path) => mapping(path, path));
}

/** `--gpus`: `all`, a count, or `key=value` fields. @throws Error in Docker's words. */
export function parseGpus(text: string): DeviceRequest {
  const fields = csvFields(text);
  const draft = {
    Driver: "",
    Count: 0,
    DeviceIDs: null as string[] | null,
    Capabilities: [["gpu"]],
    Options: {} as Record<string, string>,
  };
  const seen = new Set<string>();
  let counted = false;
  for (const field of fields) {
    const [key, value] = gpuField(field);
    if (seen.has(key)) throw new Error(`gpu request key '${key}' can be specified only once`);
    seen.add(key);
    if (key === "driver") draft.Driver = value;
    else if (key === "count") {
      draft.Count = gpuCount(value);
      counted = true;
    } else if (key === "device") draft.DeviceIDs = value.split(",");
    else if (key === "capabilities") draft.Capabilities = [[...value.split(","), "gpu"]];
    else if (key === "options") for (const pair of csvFields(value)) Object.assign(draft.Options, pairOf(pair));
    else throw new Error(`unexpected key '${key}' in '${field}'`);
  }
  if (!counted && draft.DeviceIDs === null) draft.Count = 1;
  return draft;
}

function gpuField(field: string): readonly [key: string, value: string] {
  const at = field.indexOf("=");
  return at < 0 ? ["count", field] : [field.slice(0, at), field.slice(at + 1)];
}

function gpuCount(text: string): number {
  if (text === "all") return -1;
  try {
    return parseDecimal(text);
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*: /, "");
    throw new Error(`invalid count (${text}): value must be either "all" or an integer: ${reason}`);
  }
}

function pairOf(text: string): Record<string, string> {
  const at = text.indexOf("=");
  return at < 0 ? { [text]: "" } : { [text.slice(0, at)]: text.slice(at + 1) };
}
