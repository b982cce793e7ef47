import { csvFields } from "#base/csv.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { parseBool } from "#base/strconv.ts";
import { checkKind, DeviceNameError, kindOf, splitKind } from "#formats/cdi/qualified-name.ts";
import type { DeviceTable } from "../devices/device-table.ts";
import type { RunOperation } from "./run-operation.ts";

/** Annotations by which a description says how builds may have its devices. */
export const deviceAnnotations = {
  class: "org.mobyproject.buildkit.device.class",
  autoAllow: "org.mobyproject.buildkit.device.autoallow",
} as const;

type DeviceWish = RunOperation["devices"][number];

/** What a client allows its build to have of the devices of this machine: its entries `device` and `device=NAME[,alias=OTHER]`. */
export interface DeviceGrants {
  readonly all: boolean;
  /** As they are named: devices, or kinds. */
  readonly names: ReadonlySet<string>;
  /** Names of steps, for devices that are allowed by them. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** @throws invalid-argument in BuildKit's words */
export function deviceGrants(entitlements: Iterable<string>): DeviceGrants {
  const names = new Set<string>();
  const aliases = new Map<string, string>();
  let all = false;
  for (const entry of entitlements) {
    if (entry === "device" || entry === "device=") all = true;
    if (!entry.startsWith("device=") || entry === "device=") continue;
    const { name, alias } = parseGrant(entry.slice("device=".length));
    names.add(name);
    if (alias !== "") aliases.set(alias, name);
  }
  return { all, names, aliases };
}

function parseGrant(text: string): { readonly name: string; readonly alias: string } {
  const [name = "", ...options] = csvFields(text);
  let alias = "";
  for (const option of options) {
    const equals = option.indexOf("=");
    const quoted = JSON.stringify(option);
    if (equals < 0) throw new EngineError("invalid-argument", `invalid device config ${quoted}`);
    const key = option.slice(0, equals);
    if (key !== "alias") throw new EngineError("invalid-argument", `unknown device config key ${JSON.stringify(key)}`);
    alias = option.slice(equals + 1);
  }
  return { name, alias };
}

/**
 * Whether a step may have the devices that it asks for.
 * @throws forbidden · invalid-argument · not-found, in BuildKit's words
 */
export function checkDevices(wishes: readonly DeviceWish[], table: DeviceTable, grants: DeviceGrants): void {
  // With all devices allowed, what there is shows when the step runs.
  if (grants.all) return;
  const wanted = devicesOf(wishes, table, "failed to load LLB");
  const granted = new Set([...grants.names].flatMap((name) => found(name, table)));
  const forbidden = wanted.filter((name) => !granted.has(name) && !isAutoAllowed(name, table));
  if (forbidden.length === 0) return;
  const subject = forbidden.length === 1 ? `device ${forbidden[0]} is` : `devices ${forbidden.join(", ")} are`;
  throw new EngineError("forbidden", `failed to load LLB: ${subject} requested by the build but not allowed`);
}

/**
 * The devices that wishes stand for, each once. A kind alone stands for its first device, with `=*` for all of them, and with
 * `=CLASS` for those whose description says that they are of this class.
 * @param what begins the text of an error
 * @throws invalid-argument · not-found, in BuildKit's words
 */
export function devicesOf(wishes: readonly DeviceWish[], table: DeviceTable, what: string): string[] {
  const names = wishes.flatMap(({ name, required }) => {
    const quoted = JSON.stringify(name);
    checkWish(name, `${what}: invalid device ${quoted}`);
    const devices = found(name, table);
    if (devices.length === 0 && required)
      throw new EngineError("not-found", `${what}: required device ${quoted} is not registered`);
    return devices;
  });
  return [...new Set(names)];
}

function checkWish(name: string, what: string): void {
  const kind = kindOf(name);
  if (splitKind(kind).vendor === "") throw new EngineError("invalid-argument", what);
  try {
    checkKind(kind);
  } catch (error) {
    if (!(error instanceof DeviceNameError)) throw error;
    throw new EngineError("invalid-argument", `${what}: ${messageOf(error)}`);
  }
}

function found(wish: string, table: DeviceTable): string[] {
  const kind = kindOf(wish);
  const name = wish.slice(kind.length + 1);
  const ofKind = table.names().filter((each) => each.startsWith(`${kind}=`));
  if (name === "") return ofKind.slice(0, 1);
  if (name === "*") return ofKind;
  if (table.has(wish)) return [wish];
  return ofKind.filter((each) => table.annotationsOf(each)[deviceAnnotations.class] === name);
}

/** Whether a description lets every build have a device. */
export function isAutoAllowed(name: string, table: DeviceTable): boolean {
  const said = table.annotationsOf(name)[deviceAnnotations.autoAllow];
  try {
    return said !== undefined && parseBool(said);
  } catch {
    return false;
  }
}
