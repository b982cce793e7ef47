import type { JsonValue } from "#api/json-parse.ts";
import { parseDuration } from "#base/duration.ts";
import { parseBinarySize } from "#base/units.ts";
import type { PruneOptions } from "#core/build/contract.ts";
import { defaultGrants } from "#core/build/entitlements.ts";
import { jsonKind } from "./file-syntax.ts";

/** The key `builder` of the configuration file. */
export interface BuilderConfig {
  readonly gc: BuilderGc;
  /** What builds may be granted. */
  readonly entitlements: ReadonlySet<string>;
}

export interface BuilderGc {
  readonly enabled: boolean;
  /** Of the default policies, in bytes; 0: not given. */
  readonly reservedSpaceBytes: number;
  readonly maxUsedSpaceBytes: number;
  readonly minFreeSpaceBytes: number;
  /** Instead of the default ones. */
  readonly policies: readonly PruneOptions[];
}

export const defaultBuilder: BuilderConfig = {
  gc: { enabled: true, reservedSpaceBytes: 0, maxUsedSpaceBytes: 0, minFreeSpaceBytes: 0, policies: [] },
  entitlements: defaultGrants,
};

/** As dockerd reads it: keys that it does not know are nothing. @throws Error in Docker's words */
export function parseBuilder(value: JsonValue): BuilderConfig {
  const builder = new Fields(value, "builder", "config.BuilderConfig");
  const gc = builder.fields("gc", "config.BuilderGCConfig");
  return { gc: gc === undefined ? defaultBuilder.gc : parseGc(gc), entitlements: parseEntitlements(builder) };
}

function parseGc(gc: Fields): BuilderGc {
  return {
    enabled: gc.flag("enabled") ?? true,
    reservedSpaceBytes: gc.bytes("defaultReservedSpace") || gc.bytes("defaultKeepStorage"),
    maxUsedSpaceBytes: gc.bytes("defaultMaxUsedSpace"),
    minFreeSpaceBytes: gc.bytes("defaultMinFreeSpace"),
    policies: gc
      .list("policy")
      .map((rule, at) => parseRule(new Fields(rule, `builder.gc.policy.${at}`, "config.BuilderGCRule"))),
  };
}

function parseRule(rule: Fields): PruneOptions {
  const filters = new Map<string, Set<string>>();
  let keepDurationMs = 0;
  for (const text of rule.list("filter")) {
    if (typeof text !== "string") throw new Error("invalid JSON: a filter of builder.gc.policy is no string");
    const [name = "", filterValue = ""] = text.split(/={1,2}(.*)/s);
    if (name === "unused-for" || name === "until") keepDurationMs = Number(parseDuration(filterValue) / 1_000_000n);
    else filters.set(name, new Set([...(filters.get(name) ?? []), filterValue]));
  }
  return {
    all: rule.flag("all") ?? false,
    filters,
    keepDurationMs,
    reservedSpaceBytes: rule.bytes("reservedSpace") || rule.bytes("keepStorage"),
    maxUsedSpaceBytes: rule.bytes("maxUsedSpace"),
    minFreeSpaceBytes: rule.bytes("minFreeSpace"),
  };
}

function parseEntitlements(builder: Fields): ReadonlySet<string> {
  const given = builder.fields("entitlements", "config.BuilderEntitlements");
  const allowed = new Set(defaultBuilder.entitlements);
  for (const [key, name] of [
    ["network-host", "network.host"],
    ["security-insecure", "security.insecure"],
    ["device", "device"],
  ] as const) {
    const choice = given?.flag(key);
    if (choice === true) allowed.add(name);
    else if (choice === false) allowed.delete(name);
  }
  return allowed;
}

/** An object of the file. */
class Fields {
  readonly #members: ReadonlyMap<string, JsonValue>;
  readonly #path: string;

  constructor(value: JsonValue, path: string, type: string) {
    if (!(value instanceof Map)) throw mismatch(value, path, type);
    this.#members = value;
    this.#path = path;
  }

  fields(name: string, type: string): Fields | undefined {
    const value = this.#members.get(name) ?? null;
    return value === null ? undefined : new Fields(value, `${this.#path}.${name}`, type);
  }

  list(name: string): readonly JsonValue[] {
    const value = this.#members.get(name) ?? null;
    if (value === null) return [];
    if (!Array.isArray(value)) throw mismatch(value, `${this.#path}.${name}`, "[]string");
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.#members.get(name) ?? null;
    if (value !== null && typeof value !== "boolean") throw mismatch(value, `${this.#path}.${name}`, "bool");
    return value ?? undefined;
  }

  /** 0 where it is not given. */
  bytes(name: string): number {
    const value = this.#members.get(name) ?? null;
    if (value === null || value === "") return 0;
    if (typeof value !== "string") throw mismatch(value, `${this.#path}.${name}`, "string");
    return parseBinarySize(value);
  }
}

function mismatch(value: JsonValue, path: string, type: string): Error {
  return new Error(
    `invalid JSON: json: cannot unmarshal ${jsonKind(value)} into Go struct field Config.${path} of type ${type}`,
  );
}
