import { EngineError } from "#base/errors.ts";
import { boolOf } from "#base/strconv.ts";
import type { RunLimits, RunNetwork } from "#core/build/run-operation.ts";
import type { ImageResolveMode } from "#core/build/source-operations.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parsePlatform } from "#formats/oci/platform.ts";
import { csvFields } from "./csv-fields.ts";

/** Readers of single options of BuildKit's Dockerfile frontend (frontend/dockerui, attr.go); texts as there. */

export function platformsOf(text: string, host: Platform): Platform[] {
  return split(text).map((part) => {
    const platform = parsePlatform(part, host);
    if (platform === undefined) throw invalid(`failed to parse target platform ${part}`);
    return platform;
  });
}

export function resolveModeOf(text: string): ImageResolveMode {
  if (text === "" || text === "default") return "default";
  if (text === "pull" || text === "local") return text;
  throw invalid(`invalid image-resolve-mode: ${text}`);
}

export function networkOf(text: string): RunNetwork {
  if (text === "" || text === "sandbox" || text === "default") return "default";
  if (text === "none" || text === "host") return text;
  throw invalid(`invalid netmode ${text}`);
}

export function booleanOf(name: string, text: string): boolean {
  const value = boolOf(text);
  if (value === undefined) throw invalid(`invalid boolean value for ${name}: ${text}`);
  return value;
}

export function limitsOf(options: Readonly<Record<string, string>>): RunLimits {
  const shmSize = options["shm-size"] ?? "";
  const cgroupParent = options["cgroup-parent"] ?? "";
  return {
    extraHosts: split(options["add-hosts"] ?? "").map(extraHostOf),
    ulimits: split(options["ulimit"] ?? "").map(ulimitOf),
    ...(shmSize === "" ? {} : { shmSizeBytes: integerOf("shm size", shmSize) }),
    ...(cgroupParent === "" ? {} : { cgroupParent }),
  };
}

function extraHostOf(text: string): RunLimits["extraHosts"][number] {
  const at = text.indexOf("=");
  if (at < 0) throw invalid(`failed to parse additional hosts: invalid key-value pair ${text}`);
  return { host: text.slice(0, at), ip: text.slice(at + 1).replace(/^\[(.*)\]$/, "$1") };
}

/** `nofile=1024:2048`; one number is both limits. */
function ulimitOf(text: string): RunLimits["ulimits"][number] {
  const [, name, soft, hard] = /^([^=]+)=(-?\d+)(?::(-?\d+))?$/.exec(text) ?? [];
  if (name === undefined || soft === undefined)
    throw invalid(`failed to parse ulimit: invalid ulimit argument: ${text}`);
  return { name, soft: Number(soft), hard: Number(hard ?? soft) };
}

export function integerOf(what: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw invalid(`failed to parse ${what}: invalid syntax: ${text}`);
  return Number(text);
}

function split(text: string): string[] {
  return text === "" ? [] : csvFields(text);
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}
