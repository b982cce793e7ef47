import { rmSync } from "node:fs";
import { backgroundOp, type Op, withDeadline } from "#base/op.ts";
import type {
  ExecSpec,
  Fd,
  LeftTask,
  LogStreamSpec,
  ResourceChange,
  RunSpec,
  RuntimeSpec,
  Task,
  TaskDriver,
} from "#core/runtime/contract.ts";
import { closeFd } from "#sys/unix-socket.ts";
import { adoptTask } from "./adopt-task.ts";
import { isFrozen, oomArguments, removeCgroups } from "./cgroups.ts";
import { liftLimits } from "./lift-limits.ts";
import { streamLogs } from "./log-stream.ts";
import { bundleConfig, commandOf, processConfig } from "./oci-bundle.ts";
import { listTasks, RunFiles } from "./run-files.ts";
import { deleteState, type RuntimeEnvironment, runtimeCommand } from "./runtime-commands.ts";
import { scoreArguments, shimArguments, shimFds, tidyArguments } from "./shim-arguments.ts";
import type { ShimTask, ShimTaskOptions } from "./shim-task.ts";
import { startTask } from "./start-task.ts";

export interface TaskDriverOptions extends RuntimeEnvironment {
  /** One directory per task; on a file system that a reboot empties. Made when missing. */
  readonly runDir: string;
  /** An empty directory, privately bind-mounted, where a runtime's mount namespace has the root file system. */
  readonly anchor: string;
}

const salvageTimeoutMs = 20_000;
const endTimeoutMs = 10_000;

/** The driver for OCI runtimes (crun, runc, …) under gantry-shim. */
export function makeTaskDriver(options: TaskDriverOptions): TaskDriver {
  return new OciTaskDriver(options);
}

class OciTaskDriver implements TaskDriver {
  readonly #options: TaskDriverOptions;
  /** Tasks by run directory. */
  readonly #tasks = new Map<string, ShimTask>();

  constructor(options: TaskDriverOptions) {
    this.#options = options;
  }

  async run(op: Op, spec: RunSpec): Promise<Task> {
    const { anchor } = this.#options;
    const files = new RunFiles(this.#options.runDir, spec.containerId);
    const list = shimArguments({ mode: "run", directory: files.directory, environment: this.#options, spec });
    list.push("--rootfs-fd", String(shimFds.rootfs), "--rootfs", anchor, ...oomArguments(spec.cgroupsPath));
    list.push(...tidyArguments(spec));
    if (spec.netns !== undefined) list.push("--netns-fd", String(shimFds.netns));
    const writeBundle = (shimPid: number) => {
      const netns = spec.netns === undefined ? {} : { netns: `/proc/${shimPid}/fd/${shimFds.netns}` };
      files.write("config.json", bundleConfig(spec, { rootfs: anchor, ...netns }));
    };
    const command = commandOf((spec.ociSpec as { process?: object }).process);
    try {
      return await this.#start(op, {
        mode: "run",
        spec,
        command,
        files,
        list,
        fds: [spec.rootfs, spec.netns],
        writeBundle,
      });
    } finally {
      closeFd(spec.rootfs);
    }
  }

  async exec(op: Op, spec: ExecSpec): Promise<Task> {
    const files = new RunFiles(this.#options.runDir, spec.containerId, spec.execId);
    const list = shimArguments({ mode: "exec", directory: files.directory, environment: this.#options, spec });
    list.push(...scoreArguments(spec.process));
    const writeBundle = () => files.write("process.json", processConfig(spec.process, spec.io));
    const command = commandOf(spec.process);
    return await this.#start(op, { mode: "exec", spec, command, files, list, fds: [], writeBundle });
  }

  async leftTasks(_op: Op): Promise<LeftTask[]> {
    return listTasks(this.#options.runDir);
  }

  async adopt(op: Op, left: LeftTask): Promise<Task | undefined> {
    const files = new RunFiles(this.#options.runDir, left.containerId, left.execId);
    const task = await adoptTask(op, this.#taskOptions(op, left, files));
    if (task !== undefined) this.#remember(files, task);
    return task;
  }

  async pause(op: Op, containerId: string, runtime: RuntimeSpec): Promise<void> {
    await runtimeCommand(op, this.#options, { runtime, containerId, command: ["pause"] });
  }

  async resume(op: Op, containerId: string, runtime: RuntimeSpec): Promise<void> {
    await runtimeCommand(op, this.#options, { runtime, containerId, command: ["resume"] });
  }

  isFrozen(containerId: string): boolean {
    const cgroupsPath = new RunFiles(this.#options.runDir, containerId).readFacts()?.cgroupsPath;
    return cgroupsPath !== undefined && isFrozen(cgroupsPath);
  }

  async update(op: Op, { containerId, runtime, resources }: ResourceChange): Promise<void> {
    const files = new RunFiles(this.#options.runDir, containerId);
    const left = liftLimits(files.readFacts()?.cgroupsPath, resources);
    if (Object.keys(left).length === 0) return;
    const path = files.write("resources.json", left);
    try {
      await runtimeCommand(op, this.#options, { runtime, containerId, command: ["update", "--resources", path] });
    } finally {
      rmSync(path, { force: true });
    }
  }

  async destroy(op: Op, containerId: string, given: RuntimeSpec): Promise<void> {
    const files = new RunFiles(this.#options.runDir, containerId);
    // What started it knows where its state is, whatever the caller would take now.
    const runtime = files.readFacts()?.runtime ?? given;
    const task = this.#tasks.get(files.directory) ?? (await this.#greetLeft(op, containerId, files));
    if (task?.hasEnded === true) await Promise.race([task.released, Bun.sleep(endTimeoutMs)]);
    await deleteState(op, this.#options, { runtime, containerId });
    if (task !== undefined) await Promise.race([task.released, Bun.sleep(endTimeoutMs)]);
    const cgroupsPath = files.readFacts()?.cgroupsPath;
    if (cgroupsPath !== undefined) await removeCgroups(cgroupsPath);
    for (const left of listTasks(this.#options.runDir)) {
      if (left.containerId === containerId) new RunFiles(this.#options.runDir, containerId, left.execId).remove();
    }
    this.#tasks.delete(files.directory);
  }

  /** The task of a former daemon. Of its shims those that still wait for a daemon's word end with this one's. */
  async #greetLeft(op: Op, containerId: string, files: RunFiles): Promise<ShimTask | undefined> {
    for (const left of listTasks(this.#options.runDir)) {
      if (left.containerId !== containerId) continue;
      await this.adopt(op, left).catch((error: unknown) => {
        op.log.warn("a shim of a former daemon did not answer", { container: containerId, error });
      });
    }
    return this.#tasks.get(files.directory);
  }

  async streamLogs(op: Op, spec: LogStreamSpec, fd: Fd): Promise<void> {
    const { runDir, shimPath } = this.#options;
    const followed = spec.followContainerId;
    const directory = followed === undefined ? undefined : new RunFiles(runDir, followed).directory;
    await streamLogs(op, { shimPath, spec, ...(directory === undefined ? {} : { directory }) }, fd);
  }

  async #start(op: Op, start: StartPlan): Promise<Task> {
    const { files, list, spec } = start;
    this.#tasks.get(files.directory)?.replace();
    const taskOptions = this.#taskOptions(op, spec, files);
    const { runtime } = spec;
    const facts = "cgroupsPath" in spec ? { runtime, cgroupsPath: spec.cgroupsPath } : { runtime };
    const task = await startTask(op, { ...start, environment: this.#options, arguments: list, facts, taskOptions });
    this.#remember(files, task);
    return task;
  }

  #remember(files: RunFiles, task: ShimTask): void {
    const { directory } = files;
    this.#tasks.set(directory, task);
    void task.finished.then(() => {
      if (this.#tasks.get(directory) === task) this.#tasks.delete(directory);
    });
  }

  #taskOptions(op: Op, { containerId, execId }: LeftTask, files: RunFiles): ShimTaskOptions {
    const salvage = async (): Promise<void> => {
      const facts = files.readFacts();
      if (execId !== undefined || facts === undefined) return;
      using bounded = withDeadline(backgroundOp(op.log), salvageTimeoutMs, "delete a container without a shim");
      await deleteState(bounded, this.#options, { runtime: facts.runtime, containerId });
      if (facts.cgroupsPath !== undefined) await removeCgroups(facts.cgroupsPath);
    };
    return { files, log: op.log, salvage, forgets: execId !== undefined };
  }
}

interface StartPlan {
  readonly mode: "run" | "exec";
  readonly spec: (RunSpec | ExecSpec) & LeftTask;
  readonly command: string;
  readonly files: RunFiles;
  readonly list: readonly string[];
  readonly fds: ReadonlyArray<Fd | undefined>;
  readonly writeBundle: (shimPid: number) => void;
}
