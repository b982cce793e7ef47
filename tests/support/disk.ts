import { closeSync, existsSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { addressOf, kernelMemory, syscall } from "#sys/libc.ts";
import { succeed } from "./command.ts";
import type { Engine } from "./engine.ts";
import { eventually } from "./eventually.ts";
import { cgroupsOf, endProcessesOf, mountsBelow, removeCgroupsOf, unmountBelow } from "./residue.ts";

/** `_IOR('X', 125, __u32)`. @see kernel fs/ext4/ext4.h */
const EXT4_IOC_SHUTDOWN = 0x8004587d;
const EXT4_GOING_FLAGS_NOLOGFLUSH = 2;
const diskBytes = 3 * 2 ** 30;

/** An ext4 file system of its own below an engine's data root, whose power can be cut. */
export class Disk {
  readonly #engine: Engine;
  readonly #file: string;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#file = `${engine.paths.folder}/disk`;
  }

  /** Mounts it, made anew where it is not there: before the daemon starts. */
  async mount(): Promise<void> {
    const { paths, namespace } = this.#engine;
    if (!existsSync(this.#file)) {
      writeFileSync(this.#file, "");
      truncateSync(this.#file, diskBytes);
      await succeed(["mkfs.ext4", "-q", "-F", this.#file]);
      mkdirSync(paths.dataRoot);
    }
    await succeed(namespace.argv("mount", "-o", "loop", this.#file, paths.dataRoot));
  }

  /**
   * Cuts the power: what has not reached the disk never will, all processes of the engine are gone, and so is what lies in
   * memory only (its run folder, its mounts). Then mounts the disk again, as the next boot does; the engine is down.
   */
  async cut(): Promise<void> {
    const { paths, namespace, cgroup } = this.#engine;
    const root = openSync(`/proc/${namespace.pid}/root${paths.dataRoot}`, "r");
    const flags = kernelMemory(4);
    flags.writeUInt32LE(EXT4_GOING_FLAGS_NOLOGFLUSH);
    syscall("ioctl", paths.dataRoot, root, EXT4_IOC_SHUTDOWN, addressOf(flags));
    closeSync(root);
    await this.#engine.kill9();
    await eventually("the cut disk is unmounted", async () => {
      await endProcessesOf(paths.folder);
      if (cgroupsOf(cgroup).length > 0) await removeCgroupsOf(cgroup);
      await unmountBelow(namespace, paths.folder);
      return mountsBelow(namespace, paths.folder).length === 0;
    });
    rmSync(paths.execRoot, { recursive: true, force: true });
    rmSync(paths.pidFile, { force: true });
    await this.mount();
  }
}
