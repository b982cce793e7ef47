import { readFileSync } from "node:fs";
import type { JsonValue } from "#api/json-parse.ts";
import { type FileMembers, parseConfigFile, showJson } from "./file-syntax.ts";
import { fileValue } from "./file-values.ts";
import type { ConfigOption } from "./option.ts";
import { flagOnly, keyOf, options, refusedKeys } from "./options.ts";

/** Objects that are the value of one key; any other object only groups keys, as `proxies` does. */
const objectKeys = new Set(["default-network-opts", "log-opts", "runtimes", "default-ulimits", "features", "builder"]);

const byKey = new Map<string, ConfigOption>(
  Object.entries(options).flatMap(([name, option]) => (flagOnly.has(name) ? [] : [[keyOf(name), option]])),
);

/** What a command line says about the flags that may stand in the file as well. */
export interface GivenFlags {
  changed(name: string): boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The values that a configuration file gives, by key; undefined when there is no file and none was asked for.
 * @throws Error in Docker's words: unreadable, unknown keys, keys that are given as flags too, wrong types
 */
export function readConfigFile(path: string, given: GivenFlags): ReadonlyMap<string, unknown> | undefined {
  let members: FileMembers;
  try {
    members = flatten(parseConfigFile(readFileSync(path)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !given.changed("config-file")) return undefined;
    if (code === undefined) throw error;
    throw new Error(`open ${path}: ${code === "ENOENT" ? "no such file or directory" : openFailure(code)}`);
  }
  refuseUnknown(members, given);
  refuseConflicts(members, given);
  return decodeAll(members);
}

function openFailure(code: string): string {
  return code === "EACCES" ? "permission denied" : code === "EISDIR" ? "is a directory" : code;
}

function flatten(members: FileMembers): FileMembers {
  const flat = new Map<string, JsonValue>();
  for (const [key, value] of members)
    if (value instanceof Map && !objectKeys.has(key)) for (const [inner, item] of value) flat.set(inner, item);
    else flat.set(key, value);
  return flat;
}

function refuseUnknown(members: FileMembers, given: GivenFlags): void {
  const unknown = [...members.keys()].filter(
    (key) => !byKey.has(key) && !refusedKeys.has(key) && !(flagOnly.has(key) && given.changed(key)),
  );
  if (unknown.length > 0)
    throw new Error(`the following directives don't match any configuration option: ${unknown.join(", ")}`);
}

/** Runtimes are merged; anything else may be given in one place only. */
function refuseConflicts(members: FileMembers, given: GivenFlags): void {
  const conflicts: string[] = [];
  for (const name of Object.keys(options).sort()) {
    const key = keyOf(name);
    if (!given.changed(name) || !members.has(key) || key === "runtimes") continue;
    const flag = options[name]?.show(given.values[name]) ?? "";
    conflicts.push(`${key}: (from flag: ${flag}, from file: ${showJson(members.get(key) ?? null)})`);
  }
  if (conflicts.length > 0)
    throw new Error(
      `the following directives are specified both as a flag and in the configuration file: ${conflicts.join(", ")}`,
    );
}

function decodeAll(members: FileMembers): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of members) {
    if (value === null) continue;
    values.set(key, fileValue(byKey.get(key)?.shape ?? "any", key, value));
  }
  return values;
}
