import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { newId } from "#base/ids.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { ExecSpec, JsonFileLog, RunSpec, RuntimeSpec, Task, TaskDriver, TaskIo } from "#core/runtime/contract.ts";
import { addressOf, cString, syscall } from "#sys/libc.ts";
import { buildShim } from "../../../../tools/build-shim.ts";
import { makeTaskDriver } from "./driver.ts";

const MS_BIND = 4096;
const MS_PRIVATE = 1 << 18;
const MNT_DETACH = 2;
const OPEN_TREE_CLONE_CLOEXEC = 1 | 0o2000000;
const AT_FDCWD = -100;
const applets = [
  "sh",
  "cat",
  "echo",
  "sleep",
  "head",
  "tr",
  "yes",
  "stty",
  "ls",
  "kill",
  "true",
  "tail",
  "dd",
  "usleep",
  "seq",
];

export const crun: RuntimeSpec = { name: "crun", path: "/usr/bin/crun", args: [] };
export const runc: RuntimeSpec = { name: "runc", path: "/usr/sbin/runc", args: [] };

/** A driver on a temporary directory with a busybox root file system. For tests in a mount namespace of their own. */
export class TestBench implements AsyncDisposable {
  readonly directory = mkdtempSync(`${tmpdir()}/gantry-shim-test-`);
  readonly runDir = `${this.directory}/run`;
  readonly op: Op = backgroundOp();
  readonly shimPath = `${this.directory}/gantry-shim`;
  readonly driver: TaskDriver;
  readonly runtime: RuntimeSpec;
  readonly #tasks: Array<{ id: string; runtime: RuntimeSpec }> = [];

  private constructor(runtime: RuntimeSpec) {
    this.runtime = runtime;
    mkdirSync(`${this.directory}/anchor`);
    this.#makeRootfs();
    bindMount(`${this.directory}/anchor`);
    this.driver = this.newDriver();
  }

  static async open(runtime: RuntimeSpec = crun): Promise<TestBench> {
    const bench = new TestBench(runtime);
    copyFileSync(await builtShim(), bench.shimPath);
    return bench;
  }

  /** As a daemon makes it after a restart. */
  newDriver(): TaskDriver {
    return makeTaskDriver(driverOptions(this.directory));
  }

  runSpec(
    args: readonly string[],
    options: { io?: Partial<TaskIo>; spec?: Partial<RunSpec>; oci?: object } = {},
  ): RunSpec {
    const id = newId<never>() as string;
    this.#tasks.push({ id, runtime: this.runtime });
    return {
      containerId: id,
      runtime: this.runtime,
      ociSpec: { ...ociSpec(args, id), ...options.oci },
      rootfs: openTree(`${this.directory}/rootfs`),
      cgroupsPath: `/docker/${id}`,
      io: { tty: false, stdin: false, stdinOnce: false, attached: [], ...options.io },
      ...options.spec,
    };
  }

  execSpec(containerId: string, args: readonly string[], io: Partial<TaskIo> = {}): ExecSpec {
    return {
      containerId,
      execId: newId<never>() as string,
      runtime: this.runtime,
      process: processSpec(args),
      io: { tty: false, stdin: false, stdinOnce: true, attached: [], ...io },
    };
  }

  async run(
    args: readonly string[],
    options: Parameters<TestBench["runSpec"]>[1] = {},
  ): Promise<{ task: Task; spec: RunSpec }> {
    const spec = this.runSpec(args, options);
    return { task: await this.driver.run(this.op, spec), spec };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { id, runtime } of this.#tasks) await this.driver.destroy(this.op, id, runtime);
    const anchor = cString(`${this.directory}/anchor`);
    syscall("umount2", "anchor", addressOf(anchor), MNT_DETACH);
    rmSync(this.directory, { recursive: true, force: true });
  }

  #makeRootfs(): void {
    const root = `${this.directory}/rootfs`;
    for (const name of ["bin", "dev", "etc", "proc", "sys", "tmp"]) mkdirSync(`${root}/${name}`, { recursive: true });
    copyFileSync("/bin/busybox", `${root}/bin/busybox`);
    for (const name of applets) symlinkSync("busybox", `${root}/bin/${name}`);
    writeFileSync(`${root}/etc/plain`, "x");
    writeFileSync(`${root}/bin/bad`, "neither a script nor a program", { mode: 0o755 });
  }
}

/** The shim of the present sources; GANTRY_TEST_SHIM names another one (built with sanitizers, for instance). */
export async function builtShim(): Promise<string> {
  const given = process.env["GANTRY_TEST_SHIM"];
  if (given !== undefined) return given;
  const [built, sources] = ["dist/gantry-shim", "shim"].map(
    (path) => new URL(`../../../../${path}`, import.meta.url).pathname,
  );
  const changed = Math.max(...readdirSync(sources!).map((name) => statSync(`${sources}/${name}`).mtimeMs));
  if (!existsSync(built!) || statSync(built!).mtimeMs < changed) await buildShim(built!);
  return built!;
}

/** Options of a driver on `directory`, as `TestBench` lays it out. */
export function driverOptions(directory: string) {
  return {
    runDir: `${directory}/run`,
    anchor: `${directory}/anchor`,
    stateRoot: `${directory}/state`,
    shimPath: `${directory}/gantry-shim`,
    hiddenMounts: existsSync("/sys/fs/cgroup/unified/cgroup.controllers") ? ["/sys/fs/cgroup/unified"] : [],
  };
}

export function logOf(bench: TestBench, name = "log"): JsonFileLog {
  return { path: `${bench.directory}/${name}`, maxSizeBytes: -1, maxFiles: 1, compress: false, attributes: {} };
}

export function ociSpec(args: readonly string[], id: string): object {
  return {
    ociVersion: "1.0.2",
    process: processSpec(args),
    root: { path: "replaced" },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
      { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["newinstance", "ptmxmode=0666"] },
    ],
    linux: {
      cgroupsPath: `/docker/${id}`,
      namespaces: ["pid", "mount", "ipc", "uts", "network"].map((type) => ({ type })),
      resources: {},
    },
  };
}

export function processSpec(args: readonly string[]): object {
  return { terminal: false, user: { uid: 0, gid: 0 }, args, env: ["PATH=/bin"], cwd: "/" };
}

export function openTree(path: string): number {
  const name = cString(path);
  return syscall("open_tree", path, AT_FDCWD, addressOf(name), OPEN_TREE_CLONE_CLOEXEC);
}

function bindMount(path: string): void {
  const name = cString(path);
  syscall("mount", path, addressOf(name), addressOf(name), 0, MS_BIND, 0);
  syscall("mount", path, 0, addressOf(name), 0, MS_PRIVATE, 0);
}
