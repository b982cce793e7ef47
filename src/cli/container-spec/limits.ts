import type { ThrottleDevice, Ulimit, WeightDevice } from "#api/types.gen.ts";
import { parseInteger, parseUnsigned } from "#base/strconv.ts";
import { parseBytes } from "../values/bytes.ts";

const ulimitNames = new Set([
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
]);

/** `NAME=SOFT[:HARD]`; -1 is no limit. @throws Error in Docker's words. */
export function parseUlimit(text: string): Ulimit {
  const at = text.indexOf("=");
  if (at < 0) throw new Error(`invalid ulimit argument: ${text}`);
  const name = text.slice(0, at);
  const values = text.slice(at + 1);
  if (!ulimitNames.has(name)) throw new Error(`invalid ulimit type: ${name}`);
  const parts = values.split(":");
  if (parts.length > 2) {
    throw new Error(`too many limit value arguments - ${values}, can only have up to two, \`soft[:hard]\``);
  }
  const soft = parseInteger(parts[0] ?? "");
  const hard = parts[1] === undefined ? soft : parseInteger(parts[1]);
  if (hard !== -1 && (soft > hard || soft === -1)) {
    const shown = soft === -1 ? "-1 (unlimited)" : String(soft);
    throw new Error(`ulimit soft limit must be less than or equal to hard limit: ${shown} > ${hard}`);
  }
  return { Name: name, Hard: hard, Soft: soft };
}

/** The last of each name, in the order of names. */
export function distinctUlimits(ulimits: readonly Ulimit[]): Ulimit[] {
  const byName = new Map(ulimits.map((ulimit) => [ulimit.Name, ulimit]));
  return [...byName.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

/** `PATH:WEIGHT`. @throws Error in Docker's words. */
export function parseWeightDevice(text: string): WeightDevice {
  const [path, value] = deviceAndValue(text);
  const wrong = new Error(`invalid weight for device: ${text}`);
  if (!/^[0-9]+$/.test(value)) throw wrong;
  const weight = Number(value);
  if (weight > 0 && (weight < 10 || weight > 1000)) throw wrong;
  return { Path: path, Weight: weight };
}

/** `PATH:BYTES_PER_SECOND`, with a unit. @throws Error in Docker's words. */
export function parseByteRate(text: string): ThrottleDevice {
  const [path, value] = deviceAndValue(text);
  const rate = sizeOrUndefined(value);
  if (rate === undefined || rate < 0) {
    throw new Error(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    );
  }
  return { Path: path, Rate: rate };
}

/** `PATH:OPERATIONS_PER_SECOND`. @throws Error in Docker's words. */
export function parseOperationRate(text: string): ThrottleDevice {
  const [path, value] = deviceAndValue(text);
  try {
    return { Path: path, Rate: parseUnsigned(value) };
  } catch {
    throw new Error(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`,
    );
  }
}

function deviceAndValue(text: string): readonly [path: string, value: string] {
  const at = text.indexOf(":");
  if (at <= 0) throw new Error(`bad format: ${text}`);
  const path = text.slice(0, at);
  if (!path.startsWith("/dev/")) throw new Error(`bad format for device path: ${text}`);
  return [path, text.slice(at + 1)];
}

function sizeOrUndefined(text: string): number | undefined {
  try {
    return parseBytes(text);
  } catch {
    return undefined;
  }
}
