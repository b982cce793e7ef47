import { isIP } from "node:net";
import { JsonNumber, type JsonValue } from "#api/json-parse.ts";
import { parseBinarySize } from "#base/units.ts";
import { poolsOfFile } from "./address-pools.ts";
import { parseBuilder } from "./builder-config.ts";
import { defaultDockerSocket } from "./default-paths.ts";
import { jsonKind } from "./file-syntax.ts";
import type { FileShape } from "./option.ts";
import type { Runtime, Ulimit } from "./value-syntax.ts";

/**
 * The value of the key `key` of a configuration file, as the option's flag would have made it.
 * @throws Error in Docker's words, which are those of Go's decoder
 */
export function fileValue(shape: FileShape, key: string, value: JsonValue): unknown {
  switch (shape) {
    case "string":
    case "bool":
      return plain(value, shape, key);
    case "int":
    case "int64":
      return integer(value, shape, key);
    case "strings":
      return elements(value, "[]string", key).map((item, index) => element(item, index, key));
    case "string-map":
      return members(value, "map[string]string", key, (item, path) => plain(item, "string", path));
    case "bool-map":
      return members(value, "map[string]bool", key, (item, path) => plain(item, "bool", path));
    case "ip":
      return address(value, "net.IP", key, (text) => `invalid IP address: ${text}`);
    case "ips":
      return elements(value, "[]net.IP", key).map((item) =>
        address(item, "net.IP", key, (text) => `invalid IP address: ${text}`),
      );
    case "addresses":
      return elements(value, "[]netip.Addr", key).map((item) =>
        address(item, "netip.Addr", key, (text) => `ParseAddr(${JSON.stringify(text)}): unable to parse IP`),
      );
    case "map-map":
      return members(value, "map[string]map[string]string", key, (item, path) =>
        members(item, "map[string]string", path, (inner, innerPath) => plain(inner, "string", innerPath)),
      );
    case "docker-socket":
      return typeof value === "boolean" ? (value ? defaultDockerSocket : "") : plain(value, "string", key);
    case "bytes":
      return size(value, key);
    case "ulimits":
      return Object.values(members(value, "map[string]*container.Ulimit", key, ulimit));
    case "runtimes":
      return members(value, "map[string]system.Runtime", key, runtime);
    case "builder":
      return parseBuilder(value);
    case "pools":
      return poolsOfFile(value);
    default:
      return value;
  }
}

function plain<T extends string | boolean>(value: JsonValue, type: "string" | "bool", path: string): T {
  if (typeof value === (type === "bool" ? "boolean" : "string")) return value as T;
  throw mismatch(value, type, path);
}

function integer(value: JsonValue, type: string, path: string): number {
  if (typeof value === "number") return value;
  if (!(value instanceof JsonNumber)) throw mismatch(value, type, path);
  if (/^-?\d+$/.test(value.source)) return Number(value.source);
  throw new Error(
    `invalid JSON: json: cannot unmarshal number ${value.source} into Go struct field Config.${path} of type ${type}`,
  );
}

function elements(value: JsonValue, type: string, path: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  throw mismatch(value, type, path);
}

/** Go leaves out the words "Go struct field" for an element of a list. */
function element(value: JsonValue, index: number, key: string): string {
  if (typeof value === "string") return value;
  throw new Error(`invalid JSON: json: cannot unmarshal ${jsonKind(value)} into Config.${key}.${index} of type string`);
}

function members<T>(
  value: JsonValue,
  type: string,
  path: string,
  each: (item: JsonValue, path: string) => T,
): Record<string, T> {
  if (!(value instanceof Map)) throw mismatch(value, type, path);
  return Object.fromEntries([...value].map(([name, item]) => [name, each(item, `${path}.${name}`)]));
}

function address(value: JsonValue, type: string, path: string, complaint: (text: string) => string): string {
  if (typeof value !== "string") throw mismatch(value, type, path);
  if (isIP(value) === 0) throw new Error(`invalid JSON: ${complaint(value)}`);
  return value;
}

function size(value: JsonValue, path: string): number {
  if (typeof value === "number") return value;
  const text = plain<string>(value, "string", path);
  try {
    return parseBinarySize(text);
  } catch (error) {
    throw new Error(`invalid JSON: ${(error as Error).message}`);
  }
}

function ulimit(value: JsonValue, path: string): Ulimit {
  if (!(value instanceof Map)) throw mismatch(value, "container.Ulimit", path);
  const field = (name: string): JsonValue => value.get(name) ?? 0;
  const name = value.get("Name");
  return {
    Name: typeof name === "string" ? name : path.slice(path.indexOf(".") + 1),
    Soft: integer(field("Soft"), "int64", `${path}.Soft`),
    Hard: integer(field("Hard"), "int64", `${path}.Hard`),
  };
}

function runtime(value: JsonValue, path: string): Runtime {
  if (!(value instanceof Map)) throw mismatch(value, "system.Runtime", path);
  const text = (key: string) =>
    value.has(key) ? { [key]: plain<string>(value.get(key) ?? null, "string", `${path}.${key}`) } : {};
  const args = value.get("runtimeArgs");
  return {
    ...text("path"),
    ...text("runtimeType"),
    ...(args === undefined || args === null
      ? {}
      : {
          runtimeArgs: elements(args, "[]string", `${path}.runtimeArgs`).map((item, index) =>
            element(item, index, `${path}.runtimeArgs`),
          ),
        }),
    ...(value.has("options") ? { options: value.get("options") } : {}),
  };
}

function mismatch(value: JsonValue, type: string, path: string): Error {
  return new Error(
    `invalid JSON: json: cannot unmarshal ${jsonKind(value)} into Go struct field Config.${path} of type ${type}`,
  );
}
