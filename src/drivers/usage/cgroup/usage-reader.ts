import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { type Op, orEnd, throwIfEnded } from "#base/op.ts";
import {
  type CgroupMounts,
  cgroupDirectory,
  cgroupMounts,
  containerCgroup,
  processCgroups,
} from "#core/usage/cgroup-path.ts";
import { v1Blkio, v1Cpu, v1Files, v1Memory, v1Pids } from "#core/usage/cgroup-v1.ts";
import { v2Blkio, v2Cpu, v2Files, v2Memory, v2Pids } from "#core/usage/cgroup-v2.ts";
import type { MachineCpu, ResourceUsage, UsageReader, UsageSubject } from "#core/usage/contract.ts";
import type { CounterFiles } from "#core/usage/counters.ts";
import { machineCpu, networkCounters } from "#core/usage/proc.ts";

export interface UsageReaderOptions {
  /** Of the machine: no container's limit is shown above it. */
  readonly memoryBytes: number;
  /** Where `/proc` and the mounts of the cgroups are found; default: `/`. */
  readonly root?: string;
}

type Subject = Pick<UsageSubject, "containerId" | "pid">;

/** Directories of a container's cgroups. */
type Directories =
  | { readonly version: 1; readonly controllers: ReadonlyMap<string, string> }
  | { readonly version: 2; readonly path: string };

/** Reads the counters of cgroups of either version, and of network interfaces by way of `/proc`. */
export function openUsageReader(options: UsageReaderOptions): UsageReader {
  return new CgroupUsage(options);
}

class CgroupUsage implements UsageReader {
  readonly #options: UsageReaderOptions;
  readonly #root: string;
  #mounts: Promise<CgroupMounts> | undefined;

  constructor(options: UsageReaderOptions) {
    this.#options = options;
    this.#root = options.root ?? "/";
  }

  async read(op: Op, subject: UsageSubject): Promise<ResourceUsage> {
    throwIfEnded(op);
    const directories = await this.#directoriesOf(subject);
    const [counters, networks] = await orEnd(
      op,
      Promise.all([
        directories.version === 2 ? this.#unified(directories.path) : this.#legacy(directories.controllers),
        subject.networks ? this.#text(`proc/${subject.pid}/net/dev`) : undefined,
      ]),
    );
    return networks === undefined ? counters : { ...counters, networks: networkCounters(networks) };
  }

  async processes(op: Op, subject: Subject): Promise<readonly number[]> {
    throwIfEnded(op);
    const directories = await this.#directoriesOf(subject);
    const directory =
      directories.version === 2
        ? directories.path
        : (directories.controllers.get("pids") ?? directories.controllers.get("memory") ?? "");
    const pids = await orEnd(op, this.#processesBelow(directory));
    return pids.sort((a, b) => a - b);
  }

  async machine(op: Op): Promise<MachineCpu> {
    throwIfEnded(op);
    return machineCpu((await this.#text("proc/stat")) ?? "");
  }

  async #directoriesOf({ pid, containerId }: Subject): Promise<Directories> {
    const text = await this.#text(`proc/${pid}/cgroup`);
    if (text === undefined) throw new EngineError("not-found", `no process ${pid} of container ${containerId}`);
    this.#mounts ??= this.#readMounts();
    const mounts = await this.#mounts;
    const { controllers, unified } = processCgroups(text);
    if (mounts.controllers.size === 0 && mounts.unified !== undefined && unified !== undefined)
      return { version: 2, path: cgroupDirectory(mounts.unified, containerCgroup(unified, containerId)) };
    const directories = new Map<string, string>();
    for (const [name, path] of controllers) {
      const mount = mounts.controllers.get(name);
      if (mount !== undefined) directories.set(name, cgroupDirectory(mount, containerCgroup(path, containerId)));
    }
    return { version: 1, controllers: directories };
  }

  async #readMounts(): Promise<CgroupMounts> {
    return cgroupMounts((await this.#text("proc/self/mountinfo")) ?? "");
  }

  async #legacy(controllers: ReadonlyMap<string, string>): Promise<ResourceUsage> {
    const wanted = Object.entries(v1Files).flatMap(([controller, names]) => {
      const directory = controllers.get(controller);
      return directory === undefined ? [] : names.map((name) => [name, directory] as const);
    });
    const files = await this.#files(wanted);
    const memory = v1Memory(files, this.#options.memoryBytes);
    return { cpu: v1Cpu(files), memory, pids: v1Pids(files), blkio: v1Blkio(files) };
  }

  async #unified(directory: string): Promise<ResourceUsage> {
    const files = await this.#files(v2Files.map((name) => [name, directory] as const));
    const memory = v2Memory(files, this.#options.memoryBytes);
    return { cpu: v2Cpu(files), memory, pids: v2Pids(files), blkio: v2Blkio(files) };
  }

  async #files(wanted: ReadonlyArray<readonly [name: string, directory: string]>): Promise<CounterFiles> {
    const entries = wanted.map(async ([name, directory]) => [name, await this.#text(join(directory, name))] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  async #processesBelow(directory: string): Promise<number[]> {
    const path = join(this.#root, directory);
    const [text, entries] = await Promise.all([
      this.#text(join(directory, "cgroup.procs")),
      readdir(path, { withFileTypes: true }).catch(() => []),
    ]);
    const below = entries.filter((entry) => entry.isDirectory());
    const more = await Promise.all(below.map(({ name }) => this.#processesBelow(join(directory, name))));
    return [...(text ?? "").split("\n").filter(Boolean).map(Number), ...more.flat()];
  }

  /** Undefined where the file is not there, or its process is gone. */
  async #text(path: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.#root, path), "utf8");
    } catch {
      return undefined;
    }
  }
}
