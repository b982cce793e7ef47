import { opendir } from "node:fs/promises";
import type { Op } from "#base/op.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import type { DriverVolume, Fd, VolumeDriver, VolumeDrivers, VolumeFacts } from "#core/volume/contract.ts";
import { unknownDriver } from "#core/volume/errors.ts";
import { closeFd } from "#sys/fd.ts";
import { findPlugin, type PluginAddress, type PluginFolders } from "./find-plugin.ts";
import { callPlugin } from "./plugin-client.ts";

export interface PluginOptions {
  readonly folders: PluginFolders;
  readonly trees: TreeWorker;
}

/** Drivers that are programs of others, by name; each is spoken to when it is first needed. */
export class PluginVolumeDrivers implements VolumeDrivers {
  readonly #options: PluginOptions;
  readonly #drivers = new Map<string, PluginVolumes>();

  constructor(options: PluginOptions) {
    this.#options = options;
  }

  named(name: string): VolumeDriver {
    const known = this.#drivers.get(name) ?? new PluginVolumes(name, this.#options);
    this.#drivers.set(name, known);
    return known;
  }

  async find(op: Op, name: string): Promise<VolumeDriver | undefined> {
    const driver = this.#drivers.get(name) ?? new PluginVolumes(name, this.#options);
    if (!(await driver.activate(op))) return undefined;
    this.#drivers.set(name, driver);
    return driver;
  }

  names(): string[] {
    return [...this.#drivers.values()].filter(({ active }) => active).map(({ name }) => name);
  }
}

/** Volumes of a plugin of the v1 protocol (`VolumeDriver`). */
class PluginVolumes implements VolumeDriver {
  readonly name: string;
  readonly #options: PluginOptions;
  readonly #mountpoints = new Map<string, string>();
  #address: PluginAddress | undefined;
  #scope: "local" | "global" = "local";

  constructor(name: string, options: PluginOptions) {
    this.name = name;
    this.#options = options;
  }

  get scope(): "local" | "global" {
    return this.#scope;
  }

  get active(): boolean {
    return this.#address !== undefined;
  }

  /** Looks for it, and asks whether it is a volume driver. */
  async activate(op: Op): Promise<boolean> {
    const address = await findPlugin(this.name, this.#options.folders);
    if (address === undefined) return false;
    const { Implements } = await callPlugin(op, address, { method: "Plugin.Activate", argument: {} });
    if (!Array.isArray(Implements) || !Implements.includes("VolumeDriver")) return false;
    this.#scope = await this.#askScope(op, address);
    this.#address = address;
    return true;
  }

  async #askScope(op: Op, address: PluginAddress): Promise<"local" | "global"> {
    try {
      const { Capabilities } = await callPlugin(op, address, { method: "VolumeDriver.Capabilities", argument: {} });
      return (Capabilities as { Scope?: unknown } | undefined)?.Scope === "global" ? "global" : "local";
    } catch {
      return "local";
    }
  }

  /** What a name may be is the plugin's to say. */
  check(): void {}

  async create(op: Op, { name, options }: DriverVolume): Promise<void> {
    await this.#call(op, "Create", { Name: name, Opts: options ?? {} });
  }

  async created(): Promise<void> {}

  async remove(op: Op, { name }: DriverVolume): Promise<void> {
    await this.#call(op, "Remove", { Name: name });
    this.#mountpoints.delete(name);
  }

  async removed(): Promise<void> {}

  async describe(op: Op, { name }: DriverVolume, options: { readonly fresh: boolean }): Promise<VolumeFacts> {
    const known = this.#mountpoints.get(name);
    if (!options.fresh && known !== undefined) return { mountpoint: known };
    const { Volume } = await this.#call(op, "Get", { Name: name });
    const { Mountpoint, Status } = (Volume ?? {}) as { Mountpoint?: unknown; Status?: unknown };
    const mountpoint = typeof Mountpoint === "string" ? Mountpoint : "";
    this.#mountpoints.set(name, mountpoint);
    if (typeof Status !== "object" || Status === null) return { mountpoint };
    return { mountpoint, status: Status as Readonly<Record<string, unknown>> };
  }

  async mount(op: Op, { name }: DriverVolume, user: string): Promise<string> {
    const { Mountpoint } = await this.#call(op, "Mount", { Name: name, ID: user });
    const path = typeof Mountpoint === "string" ? Mountpoint : "";
    this.#mountpoints.set(name, path);
    return path;
  }

  async unmount(op: Op, { name }: DriverVolume, user: string): Promise<void> {
    await this.#call(op, "Unmount", { Name: name, ID: user });
  }

  async fill(op: Op, { name }: DriverVolume, open: () => Promise<Fd | undefined>): Promise<void> {
    const path = this.#mountpoints.get(name) ?? "";
    if (path === "" || !(await isEmpty(path))) return;
    const from = await open();
    if (from === undefined) return;
    try {
      await this.#options.trees.copyInto(op, from, path);
    } finally {
      closeFd(from);
    }
  }

  async usage(): Promise<undefined> {
    return undefined;
  }

  /** A plugin keeps its own volumes. */
  async recover(): Promise<void> {}

  async #call(op: Op, method: string, argument: object): Promise<Readonly<Record<string, unknown>>> {
    if (this.#address === undefined && !(await this.activate(op))) throw unknownDriver(this.name);
    if (this.#address === undefined) throw unknownDriver(this.name);
    return callPlugin(op, this.#address, { method: `VolumeDriver.${method}`, argument });
  }
}

async function isEmpty(path: string): Promise<boolean> {
  const folder = await opendir(path);
  try {
    return (await folder.read()) === null;
  } finally {
    await folder.close();
  }
}
