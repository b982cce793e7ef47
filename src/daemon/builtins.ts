import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Op } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import type { TaskDriver } from "#core/runtime/contract.ts";
import type { RecordStore } from "#core/store/contract.ts";
import type { VolumeDriver, VolumeDrivers } from "#core/volume/contract.ts";
import { openOciLayout } from "#drivers/content/oci-layout/oci-layout.ts";
import { BuildFileWorkers } from "#drivers/files/build/build-file-workers.ts";
import { PackageWorker } from "#drivers/files/packages/package-worker.ts";
import { FileWorkers } from "#drivers/files/worker/file-workers.ts";
import { makeTaskDriver } from "#drivers/runtime/oci/driver.ts";
import { installShim } from "#drivers/runtime/oci/install-shim.ts";
import { type OverlaySnapshotter, openOverlaySnapshotter } from "#drivers/snapshot/overlay/overlay.ts";
import { openSqliteStore } from "#drivers/store/sqlite/driver.ts";
import { LocalVolumes } from "#drivers/volume/local/local-volumes.ts";
import { pluginFolders } from "#drivers/volume/plugin/find-plugin.ts";
import { PluginVolumeDrivers } from "#drivers/volume/plugin/plugin-volumes.ts";
import type { DriverNames } from "#engine/system/system-facts.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { shimProgram } from "./shim-binary.ts";

/** What the daemon can be asked for by name. */
export const driverNames: DriverNames = {
  volume: ["local"],
  network: ["bridge", "host", "null"],
  log: ["json-file", "local"],
};

/** The drivers that this program is built with, opened on the daemon's folders. */
export interface Builtins extends AsyncDisposable {
  readonly kernel: Kernel;
  readonly store: RecordStore;
  readonly snapshots: OverlaySnapshotter;
  readonly content: ContentStore;
  readonly files: FileWorkers;
  readonly buildFiles: BuildFileWorkers;
  readonly packages: PackageWorker;
  readonly tasks: TaskDriver;
  readonly shimPath: string;
  readonly volumes: readonly VolumeDriver[];
  readonly volumePlugins: VolumeDrivers;
}

export interface BuiltinOptions {
  readonly config: Pick<DaemonConfig, "dataRoot" | "execRoot">;
  /** Host mounts that a runtime is not to see. */
  readonly hiddenMounts: readonly string[];
}

/** Makes the folders (docs/state.md) and opens every driver. */
export async function openBuiltins(op: Op, { config, hiddenMounts }: BuiltinOptions): Promise<Builtins> {
  const { dataRoot, execRoot } = config;
  await makeFolders(config);
  const anchor = join(execRoot, "rootfs");
  const kernel = openLinuxKernel();
  const [shimPath, store] = await Promise.all([
    shimProgram().then((program) => installShim(op, program, [join(execRoot, "bin"), join(dataRoot, "bin")])),
    openSqliteStore(op, join(dataRoot, "gantry.db")),
    kernel.makePrivateAnchor(op, anchor),
  ]);
  const snapshots = await openOverlaySnapshotter(op, { path: join(dataRoot, "snapshots"), store, log: op.log });
  const content = openOciLayout({
    path: join(dataRoot, "content"),
    syncFileSystem: (syncing) => snapshots.sync(syncing),
  });
  const files = new FileWorkers();
  const buildFiles = new BuildFileWorkers(join(dataRoot, "build-files"));
  const packages = new PackageWorker();
  const { trees } = snapshots;
  const local = new LocalVolumes({ path: join(dataRoot, "volumes"), trees, mounts: kernel, log: op.log });
  const [runDir, stateRoot] = [join(execRoot, "containers"), join(execRoot, "runtime")];
  const tasks = makeTaskDriver({ runDir, stateRoot, anchor, shimPath, hiddenMounts });
  return {
    kernel,
    store,
    snapshots,
    content,
    files,
    buildFiles,
    packages,
    tasks,
    shimPath,
    volumes: [local],
    volumePlugins: new PluginVolumeDrivers({ folders: pluginFolders, trees }),
    async [Symbol.asyncDispose]() {
      await files[Symbol.asyncDispose]();
      await buildFiles[Symbol.asyncDispose]();
      await packages[Symbol.asyncDispose]();
      await snapshots[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await kernel.unmount(op, anchor);
      await kernel[Symbol.asyncDispose]();
    },
  };
}

async function makeFolders({ dataRoot, execRoot }: BuiltinOptions["config"]): Promise<void> {
  await mkdir(dataRoot, { recursive: true, mode: 0o710 });
  await mkdir(join(dataRoot, "containers"), { recursive: true, mode: 0o710 });
  await mkdir(execRoot, { recursive: true, mode: 0o711 });
  await mkdir(join(execRoot, "containers"), { recursive: true, mode: 0o700 });
  await mkdir(join(execRoot, "runtime"), { recursive: true, mode: 0o700 });
}
