import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { messageOf } from "#base/errors.ts";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import { type Op, orEnd } from "#base/op.ts";
import { volumeNotMounted } from "#core/volume/errors.ts";
import { type LocalMount, parseMountOptions } from "#core/volume/local-options.ts";
import type { DeviceMount } from "#sys/kernel/contract.ts";
import { reasonOf } from "./reason.ts";

/** What mounts need of the kernel. */
export interface VolumeMounter {
  mountDevice(op: Op, mount: DeviceMount): Promise<void>;
  unmount(op: Op, path: string): Promise<void>;
}

/** Volumes that are a mount: there from the first user to the last. */
export class VolumeMounts {
  readonly #mounter: VolumeMounter;
  readonly #users = new Map<string, Set<string>>();
  readonly #locks = new KeyedMutex();

  constructor(mounter: VolumeMounter) {
    this.#mounter = mounter;
  }

  /** Takes over those that an engine before this one mounted, and unmounts those without a user. */
  async recover(op: Op, places: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const mounted = mountPoints(await readFile("/proc/thread-self/mountinfo", "utf8"));
    for (const [path, users] of places) {
      if (!mounted.includes(path)) continue;
      if (users.size > 0) this.#users.set(path, new Set(users));
      else await this.#mounter.unmount(op, path);
    }
  }

  async mount(op: Op, path: string, options: { readonly mount: LocalMount; readonly user: string }): Promise<void> {
    await this.#locks.run(op, path, async () => {
      const users = this.#users.get(path);
      if (users === undefined) await this.#attach(op, path, options.mount);
      this.#users.set(path, (users ?? new Set()).add(options.user));
    });
  }

  async unmount(op: Op, path: string, user: string): Promise<void> {
    await this.#locks.run(op, path, async () => {
      const users = this.#users.get(path);
      if (users === undefined || !users.delete(user) || users.size > 0) return;
      await this.#mounter.unmount(op, path);
      this.#users.delete(path);
    });
  }

  /** Unmounts whatever is at the path, so that removing files there cannot reach what was mounted. */
  async detach(op: Op, path: string): Promise<void> {
    await this.#locks.run(op, path, async () => {
      const mounted = mountPoints(await readFile("/proc/thread-self/mountinfo", "utf8"));
      for (const point of mounted) if (point === path) await this.#mounter.unmount(op, path);
      this.#users.delete(path);
    });
  }

  async #attach(op: Op, path: string, mount: LocalMount): Promise<void> {
    const { flags, data } = parseMountOptions(await withAddress(op, mount));
    const mounting = { source: mount.device, target: path, type: mount.type, flags, data };
    try {
      await this.#mounter.mountDevice(op, mounting);
    } catch (error) {
      await this.#mounter.unmount(op, path).catch(() => {});
      const how = `flags: 0x${flags.toString(16)}${data === "" ? "" : `, data: ${data}`}`;
      throw volumeNotMounted(path, `mount ${mount.device}:${path}, ${how}: ${reasonOf(error)}`);
    }
  }
}

/** The kernel's NFS and CIFS take no host names: `addr=` becomes a number. */
async function withAddress(op: Op, { type, options }: LocalMount): Promise<string> {
  const name = /(?:^|,)addr=([^,]+)/.exec(options)?.[1];
  if (!["nfs", "nfs4", "cifs"].includes(type) || name === undefined || isIP(name) !== 0) return options;
  try {
    const { address } = await orEnd(op, lookup(name));
    return options.replace(`addr=${name}`, `addr=${address}`);
  } catch (error) {
    throw volumeNotMounted(name, `error resolving passed in network volume address: ${messageOf(error)}`);
  }
}

/** One for each mount: a path that was mounted on twice is there twice. */
function mountPoints(mountinfo: string): string[] {
  const plain = (path: string) =>
    path.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  return mountinfo.split("\n").map((line) => plain(line.split(" ")[4] ?? ""));
}
