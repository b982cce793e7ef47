import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Op } from "#base/op.ts";
import { openOciLayout } from "#drivers/content/oci-layout/oci-layout.ts";
import { makeTaskDriver } from "#drivers/runtime/oci/driver.ts";
import { installShim } from "#drivers/runtime/oci/install-shim.ts";
import { compileDefaultProfile, machineArchitecture } from "#drivers/seccomp/libseccomp.ts";
import { openOverlaySnapshotter } from "#drivers/snapshot/overlay/overlay.ts";
import { openSqliteStore } from "#drivers/store/sqlite/driver.ts";
import { ContainerService } from "#engine/containers/container-service.ts";
import { makeContext } from "#engine/containers/context.ts";
import { cgroupSupport } from "#engine/containers/create-facts.ts";
import type { ContainerContext } from "#engine/containers/dependencies.ts";
import { makeInitLayer } from "#engine/containers/init-layer.ts";
import { recover } from "#engine/containers/recover.ts";
import { remembering } from "#engine/containers/seccomp-filter.ts";
import { stopAll } from "#engine/containers/shutdown.ts";
import { EventLog } from "#engine/events/event-log.ts";
import { ExecService } from "#engine/exec/exec-service.ts";
import { type Images, openImages } from "#engine/images/images.ts";
import type { NetworkService } from "#engine/networks/network-service.ts";
import { openNetworks } from "#engine/networks/open-networks.ts";
import { loadEngineId } from "#engine/system/engine-id.ts";
import { readHostFacts } from "#engine/system/host-facts.ts";
import { runtimeVersions } from "#engine/system/runtime-version.ts";
import type { ProgramFacts } from "#engine/system/system-facts.ts";
import { openSystem, type SystemService } from "#engine/system/system-service.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { containerHostFacts } from "./container-host-facts.ts";
import { countsOf, driverNames } from "./engine-counts.ts";
import { forwardWarnings, networkConfig } from "./network-config.ts";
import { engineSettings } from "./settings.ts";
import { shimProgram } from "./shim-binary.ts";

/** A running engine, without any server: what a program gets that uses Gantry as a library. */
export interface Engine {
  readonly containers: ContainerService;
  readonly exec: ExecService;
  readonly images: Images;
  readonly networks: NetworkService;
  readonly system: SystemService;
  /** Stops the containers, unless they are to outlive the engine. */
  stopContainers(op: Op): Promise<void>;
  close(): Promise<void>;
}

export interface OpenEngineOptions {
  readonly config: DaemonConfig;
  readonly program: ProgramFacts;
  /** Addresses that are served without TLS, for `info`. */
  readonly openTcpAddresses?: readonly string[];
}

/** Opens the engine on its data root, and takes over what a former one left. The caller holds the root's lock. */
export async function openEngine(
  op: Op,
  { config, program, openTcpAddresses = [] }: OpenEngineOptions,
): Promise<Engine> {
  const host = readHostFacts();
  await makeFolders(config);
  const shimPath = await installShim(
    op,
    await shimProgram(),
    [config.execRoot, config.dataRoot].map((root) => join(root, "bin")),
  );
  const settings = engineSettings(config, { shimPath, cgroupVersion: host.cgroup.version });
  const kernel = openLinuxKernel();
  const anchor = join(config.execRoot, "rootfs");
  const [store] = await Promise.all([
    openSqliteStore(op, join(config.dataRoot, "gantry.db")),
    kernel.makePrivateAnchor(op, anchor),
  ]);
  const events = new EventLog();
  const snapshots = await openOverlaySnapshotter(op, { path: join(config.dataRoot, "snapshots"), store, log: op.log });
  const content = openOciLayout({
    path: join(config.dataRoot, "content"),
    syncFileSystem: (syncing) => snapshots.sync(syncing),
  });
  const tasks = makeTaskDriver({
    runDir: join(config.execRoot, "containers"),
    stateRoot: join(config.execRoot, "runtime"),
    anchor,
    shimPath,
    hiddenMounts: host.cgroup.hiddenMounts,
  });
  const containers: { service?: ContainerService } = {};
  const images = await openImages(op, {
    content,
    snapshots,
    store,
    events,
    users: { usersOf: (imageId) => containers.service?.usersOf(imageId) ?? [] },
    platform: { os: "linux", architecture: host.architecture },
  });
  const engineId = await loadEngineId(op, store);
  const networks = await openNetworks(op, { kernel, config: networkConfig(config, engineId), events, log: op.log });
  const context: ContainerContext = makeContext({
    store,
    images,
    snapshots,
    tasks,
    mounts: kernel,
    networks: networks.service,
    events,
    settings,
    log: op.log,
    hostFacts: containerHostFacts(host.cgroup.version),
    cgroups: cgroupSupport(host.cgroup),
    machine: { architecture: machineArchitecture, kernelRelease: host.kernelVersion },
    compileSeccomp: remembering(compileDefaultProfile),
    initLayer: await makeInitLayer(config.dataRoot),
  });
  const service = new ContainerService(context);
  containers.service = service;
  await recover(op, context);
  await images.collect(op);
  const system = openSystem({
    engineId,
    program,
    settings,
    daemon: {
      labels: config.labels,
      debug: config.debug,
      experimental: config.experimental,
      openTcpAddresses,
      seccompProfile: config.containers.seccompProfile,
    },
    host,
    drivers: driverNames,
    runtimeVersions: await runtimeVersions(op, settings.runtimes),
    storageDriver: snapshots.name,
    firewallDriver: "nftables",
    events,
    counts: () => countsOf(context, images),
    warnings: () => forwardWarnings(networks),
  });
  return {
    containers: service,
    exec: new ExecService(context),
    images,
    networks: networks.service,
    system,
    stopContainers: (ending) => stopAll(ending, context),
    async close() {
      await snapshots[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await kernel.unmount(op, anchor);
      await kernel[Symbol.asyncDispose]();
    },
  };
}

async function makeFolders(config: DaemonConfig): Promise<void> {
  await mkdir(config.dataRoot, { recursive: true, mode: 0o710 });
  await mkdir(join(config.dataRoot, "containers"), { recursive: true, mode: 0o710 });
  await mkdir(config.execRoot, { recursive: true, mode: 0o711 });
  await mkdir(join(config.execRoot, "containers"), { recursive: true, mode: 0o700 });
  await mkdir(join(config.execRoot, "runtime"), { recursive: true, mode: 0o700 });
}
