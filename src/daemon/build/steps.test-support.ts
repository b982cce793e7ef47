import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { Input, Vertex } from "#core/build/graph.ts";
import type { KeptFolders } from "#core/build/kept-folders.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { ReadableTree, RunRunner, StepContext } from "#core/build/runners.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { EngineEvent } from "#core/events/contract.ts";
import type { TaskDriver } from "#core/runtime/contract.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { DeviceFolders } from "#drivers/devices/cdi/device-folders.ts";
import { BuildFileWorkers } from "#drivers/files/build/build-file-workers.ts";
import { makeTaskDriver } from "#drivers/runtime/oci/driver.ts";
import { builtShim, crun, driverOptions } from "#drivers/runtime/oci/test-bench.ts";
import { compileDefaultProfile, machineArchitecture } from "#drivers/seccomp/libseccomp.ts";
import { BuildFiles } from "#engine/build/files/runner.ts";
import type { StepDependencies } from "#engine/build/run/dependencies.ts";
import { makeRunRunner } from "#engine/build/run/runner.ts";
import { ContainerTable } from "#engine/containers/container-table.ts";
import { remembering } from "#engine/containers/seccomp-filter.ts";
import { closeFd } from "#sys/fd.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import { containerHostFacts } from "../container-host-facts.ts";
import { type Networks, openNetworks } from "../open-networks.ts";
import { cgroupVersion, makeBase, missingInput, operation, sessionOf, settingsIn } from "./step-facts.test-support.ts";

/** What a step wrote, and what it left in its tree. */
export interface StepOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly error: unknown;
  /** The step's layer: where what it wrote lies. */
  readonly upper: string;
  /** All paths in it. */
  readonly layer: readonly string[];
}

export interface StepWish {
  readonly session?: Partial<BuildSession>;
  /** Folders of the host that stand for the trees of inputs. */
  readonly inputs?: ReadonlyMap<Input, ReadableTree>;
  readonly op?: Op;
  readonly onOutput?: (text: string) => void;
  readonly platform?: string;
  /** Folders over the busybox tree, the top one first. */
  readonly lowers?: readonly string[];
}

/** Runs steps on a busybox tree by the real kernel, runtime and networks. For tests in namespaces of their own. */
export class StepBench implements AsyncDisposable {
  readonly op = backgroundOp();
  readonly directory: string;
  readonly kernel: Kernel;
  readonly tasks: TaskDriver;
  readonly networks: Networks;
  readonly events: readonly Omit<EngineEvent, "timeNs">[];
  /** Ids of caches that are lent. */
  readonly lent = new Set<string>();
  readonly #runner: RunRunner;
  readonly #workers: BuildFileWorkers;
  #steps = 0;

  private constructor(ground: StepGround) {
    this.directory = ground.directory;
    this.kernel = ground.kernel;
    this.networks = ground.networks;
    this.events = ground.events;
    this.#workers = new BuildFileWorkers(join(this.directory, "build-files"));
    this.tasks = makeTaskDriver(driverOptions(this.directory));
    this.#runner = makeRunRunner({
      tasks: this.tasks,
      networks: this.networks.service,
      mounts: this.kernel,
      caches: this.#caches(),
      trees: {
        copyInto: (_op, from, path) => {
          cpSync(`/proc/self/fd/${from}/.`, path, { recursive: true });
          return Promise.resolve(true);
        },
        unpackInto: () => Promise.reject(new TypeError("no cache of a step's bench has mounts")),
        emptyFolder: (_op, path) => rm(path, { recursive: true }),
      },
      files: new BuildFiles(this.#workers),
      steps: this.#copies(),
      table: new ContainerTable(),
      devices: new DeviceFolders({ isEnabled: true, folders: [join(this.directory, "cdi")] }),
      settings: settingsIn(this.directory),
      hostFacts: containerHostFacts(cgroupVersion),
      machine: { architecture: machineArchitecture, kernelRelease: "6.1.0" },
      compileSeccomp: remembering(compileDefaultProfile),
      runtimeOf: () => crun,
    });
  }

  static async open(): Promise<StepBench> {
    const op = backgroundOp();
    const directory = mkdtempSync(join(tmpdir(), "gantry-steps-"));
    makeBase(join(directory, "base"));
    copyFileSync(await builtShim(), join(directory, "gantry-shim"));
    const kernel = openLinuxKernel();
    await kernel.makePrivateAnchor(op, join(directory, "anchor"));
    const events: Omit<EngineEvent, "timeNs">[] = [];
    const networks = await openNetworks(op, {
      kernel,
      store: new MemoryRecordStore(),
      config: { identity: "test", execRoot: "/run/test" },
      events: { emit: (event: Omit<EngineEvent, "timeNs">) => void events.push(event) },
      log: op.log,
    });
    await networks.service.recover(op, []);
    return new StepBench({ directory, kernel, networks, events });
  }

  /** Runs a shell command as a step; `change` says what is special about it. */
  async sh(script: string, change: Partial<RunOperation> = {}, wish: StepWish = {}): Promise<StepOutcome> {
    return await this.run({ ...operation(["/bin/sh", "-c", script]), ...change }, wish);
  }

  async run(step: RunOperation, wish: StepWish = {}): Promise<StepOutcome> {
    const folder = join(this.directory, "steps", String(++this.#steps));
    const [upper, work] = [join(folder, "upper"), join(folder, "work")];
    for (const path of [upper, work]) mkdirSync(path, { recursive: true });
    const said = { stdout: "", stderr: "" };
    const context: StepContext = {
      vertex: digestOf("step"),
      platform: wish.platform ?? `linux/${machineArchitecture}`,
      session: sessionOf(wish.session),
      trees: {
        openOwn: (op) =>
          this.kernel.mountOverlay(op, { lowers: [...(wish.lowers ?? []), join(this.directory, "base")], upper, work }),
        input: (input) => wish.inputs?.get(input) ?? missingInput(),
      },
      output: (stream, data) => {
        const text = Buffer.from(data).toString();
        said[stream] += text;
        wish.onOutput?.(text);
      },
      task: () => {},
    };
    const error: unknown = await this.#runner.run(wish.op ?? this.op, step, context).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    const layer = readdirSync(upper, { recursive: true }).map(String).sort();
    return { ...said, error, upper, layer };
  }

  /** A tree of an input, with these files. */
  tree(files: Readonly<Record<string, string>>): {
    readonly input: Vertex;
    readonly folder: string;
    readonly tree: ReadableTree;
  } {
    const folder = mkdtempSync(join(this.directory, "tree-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const open = (op: Op) => this.kernel.mountOverlay(op, { lowers: [folder] });
    const openWritable = async (op: Op) => {
      const thrown = mkdtempSync(join(this.directory, "thrown-"));
      const [upper, work] = [join(thrown, "upper"), join(thrown, "work")];
      for (const path of [upper, work]) mkdirSync(path);
      const fd = await this.kernel.mountOverlay(op, { lowers: [folder], upper, work });
      return {
        fd,
        async [Symbol.asyncDispose]() {
          closeFd(fd);
          await rm(thrown, { recursive: true });
        },
      };
    };
    const input: Vertex = {
      operation: {
        kind: "image",
        reference: folder,
        platform: { os: "linux", architecture: "amd64" },
        resolveMode: "local",
      },
      meta: { name: folder },
    };
    return { input, folder, tree: { at: "tree", open, openWritable } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.networks.close();
    await this.#workers[Symbol.asyncDispose]();
    await this.kernel.unmount(this.op, join(this.directory, "anchor"));
    await this.kernel[Symbol.asyncDispose]();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Layers that are thrown away. */
  #copies(): StepDependencies["steps"] {
    const folder = (id: string) => join(this.directory, "copies", id);
    return {
      create: (_op, id) => {
        for (const name of ["lower", "upper", "work"]) mkdirSync(join(folder(id), name), { recursive: true });
        return Promise.resolve();
      },
      overlayOf: (id) => {
        const [lower, upper, work] = [join(folder(id), "lower"), join(folder(id), "upper"), join(folder(id), "work")];
        return { lowers: [lower], upper, work };
      },
      discard: (_op, id) => rm(folder(id), { recursive: true }),
    };
  }

  /** Folders by their keys, each lent to one at a time. */
  #caches(): KeptFolders {
    return {
      acquire: (_op, { key }) => {
        if (this.lent.has(key)) throw new TypeError(`${key} is lent`);
        const path = join(this.directory, "caches", encodeURIComponent(key));
        const isNew = !existsSync(path);
        if (isNew) mkdirSync(path, { recursive: true });
        this.lent.add(key);
        const dispose = () => Promise.resolve(void this.lent.delete(key));
        return Promise.resolve({ id: key, path, isNew, complete: () => {}, [Symbol.asyncDispose]: dispose });
      },
    };
  }
}

interface StepGround {
  readonly directory: string;
  readonly kernel: Kernel;
  readonly networks: Networks;
  readonly events: readonly Omit<EngineEvent, "timeNs">[];
}
