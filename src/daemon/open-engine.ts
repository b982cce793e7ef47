import { backgroundOp, type Op } from "#base/op.ts";
import type { BuildWorker } from "#core/build/worker.ts";
import { projectOf } from "#core/container/project-needs.ts";
import type { ImageUsers } from "#core/image/contract.ts";
import { DeviceFolders } from "#drivers/devices/cdi/device-folders.ts";
import { compileDefaultProfile, machineArchitecture } from "#drivers/seccomp/libseccomp.ts";
import { openUsageReader } from "#drivers/usage/cgroup/usage-reader.ts";
import { type BuildBackend, buildBackend } from "#engine/build/api/build-backend.ts";
import type { Builder } from "#engine/build/service/build-service.ts";
import { ContainerService } from "#engine/containers/container-service.ts";
import { makeContext } from "#engine/containers/context.ts";
import { cgroupSupport } from "#engine/containers/create-facts.ts";
import type { ContainerContext, ContainerDependencies } from "#engine/containers/dependencies.ts";
import { makeInitLayer } from "#engine/containers/init-layer.ts";
import { recover } from "#engine/containers/recover.ts";
import { remembering } from "#engine/containers/seccomp-filter.ts";
import { haltAll, stopAll } from "#engine/containers/shutdown.ts";
import { startByPolicy } from "#engine/containers/start-by-policy.ts";
import { EventLog } from "#engine/events/event-log.ts";
import { ExecService } from "#engine/exec/exec-service.ts";
import type { ImageDependencies } from "#engine/images/dependencies.ts";
import type { Images } from "#engine/images/images.ts";
import { openImages } from "#engine/images/open-images.ts";
import type { NetworkService } from "#engine/networks/network-service.ts";
import { ProjectService } from "#engine/projects/project-service.ts";
import { RegistryService } from "#engine/registry/registry-service.ts";
import { RehearsalService } from "#engine/rehearsal/rehearse.ts";
import type { EngineSettings } from "#engine/settings.ts";
import { loadEngineId } from "#engine/system/engine-id.ts";
import { type HostFacts, readHostFacts } from "#engine/system/host-facts.ts";
import { runtimeVersions } from "#engine/system/runtime-version.ts";
import type { ProgramFacts } from "#engine/system/system-facts.ts";
import { openSystem, type SystemService } from "#engine/system/system-service.ts";
import { VolumeService } from "#engine/volumes/volume-service.ts";
import { openUrl } from "#registry/open-url.ts";
import type { RemoteRegistries } from "#registry/registries.ts";
import { buildWorker } from "./build/build-worker.ts";
import { openBuilder } from "./build/open-builder.ts";
import { openBuildCache } from "./build/open-cache.ts";
import { type Builtins, driverNames, openBuiltins } from "./builtins.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { reloadAttributes } from "./config/reload.ts";
import { containerHostFacts } from "./container-host-facts.ts";
import { daemonFacts, reloadedSettings } from "./daemon-facts.ts";
import { countsOf } from "./engine-counts.ts";
import { hostPlatform } from "./host-platform.ts";
import { lockFolders } from "./lock.ts";
import type { EngineTotals } from "./metrics/engine-metrics.ts";
import { forwardWarnings, networkConfig } from "./network-config.ts";
import { type Networks, openNetworks } from "./open-networks.ts";
import { openRegistries } from "./open-registries.ts";
import { engineSettings } from "./settings.ts";
import { usageSources } from "./usage-sources.ts";

/** A running engine, without any server: what a program gets that uses Gantry as a library. */
export interface Engine {
  readonly builder: Builder;
  readonly builds: BuildBackend;
  readonly containers: ContainerService;
  readonly exec: ExecService;
  readonly images: Images;
  readonly networks: NetworkService;
  readonly registry: RegistryService;
  readonly projects: ProjectService;
  readonly rehearsal: RehearsalService;
  readonly system: SystemService;
  readonly volumes: VolumeService;
  /** The builder as its clients list it. */
  worker(op: Op): Promise<BuildWorker>;
  /** Puts the reloadable part of a new configuration in force. */
  reconfigure(config: DaemonConfig): void;
  /** What has been counted since the start, for metrics. */
  totals(): EngineTotals;
  /** Stops the containers, unless they are to outlive the engine. */
  stopContainers(op: Op): Promise<void>;
  close(): Promise<void>;
}

export interface OpenEngineOptions {
  readonly config: DaemonConfig;
  readonly program: ProgramFacts;
  /** Addresses at which clients are not asked who they are, for `info`. */
  readonly openApiUrls?: readonly string[];
}

/** What the parts of an engine share while it is opened. */
interface Ground extends OpenEngineOptions {
  readonly host: HostFacts;
  readonly builtins: Builtins;
  readonly events: EventLog;
  readonly registries: RemoteRegistries;
  readonly engineId: string;
  /** The configuration in force. */
  readonly live: { config: DaemonConfig };
}

/**
 * Opens the engine on its roots, which are its own until it is closed, and takes over what a former one left.
 * @throws unavailable when another engine has the roots
 */
export async function openEngine(op: Op, options: OpenEngineOptions): Promise<Engine> {
  const { dataRoot, execRoot } = options.config;
  const unlock = lockFolders([
    { path: dataRoot, mode: 0o710 },
    { path: execRoot, mode: 0o711 },
  ]);
  try {
    const engine = await openLocked(op, options);
    return { ...engine, close: () => engine.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openLocked(op: Op, options: OpenEngineOptions): Promise<Engine> {
  const { config } = options;
  const host = readHostFacts();
  const builtins = await openBuiltins(op, { config, hiddenMounts: host.cgroup.hiddenMounts });
  const { store, kernel } = builtins;
  const engineId = await loadEngineId(op, store);
  const live = { config };
  const registries = openRegistries({ ...options, ...host, config: () => live.config });
  const ground: Ground = { ...options, host, builtins, registries, engineId, events: new EventLog(), live };
  const { events } = ground;
  const users: { containers?: ContainerService } = {};
  const opened = await openBuildCache(op, builtins, config.dataRoot);
  const images = await openImages(
    op,
    imageDependencies(ground, { usersOf: (id) => users.containers?.usersOf(id) ?? [], held: opened.held }),
  );
  const networking = networkConfig(config, engineId);
  const networks = await openNetworks(op, { kernel, store, config: networking, events, log: op.log });
  const volumes = openVolumes(op, ground, (name) => users.containers?.usersOfVolume(name) ?? []);
  const services = { images, networks: networks.service, volumes };
  const settings = settingsOf(ground, config);
  const context = makeContext(await containerDependencies(op, ground, { ...services, settings }));
  const containers = new ContainerService(context, networks.prunes);
  users.containers = containers;
  await recover(op, context);
  const ports = { images, networks: networks.service, registries: ground.registries };
  const { version } = ground.program;
  const build = { builtins, opened, ...ports, context, engineId, version, config: () => live.config };
  const builder = await openBuilder(build);
  await images.collect(op);
  startWithEngine(op, context);
  const system = await systemOf(op, ground, { context, builds: builder, containers, images, networks, volumes });
  const worker = (asking: Op): Promise<BuildWorker> =>
    buildWorker(asking, { system, devices: context.devices, config: () => live.config });
  return {
    builder,
    builds: buildBackend(builder, { events, files: builtins.files, contextsFolder: opened.contextsFolder, worker }),
    worker,
    containers,
    exec: new ExecService(context),
    images,
    networks: networks.service,
    projects: await ProjectService.open(op, { store, isThere: (project) => hasProject(context, project) }),
    registry: new RegistryService(registries),
    rehearsal: new RehearsalService({ builds: builder, containers, images, networks: networks.service, volumes }),
    volumes,
    system,
    reconfigure: (changed) => reconfigure(ground, settings, changed),
    totals: () => totalsOf(events, context),
    stopContainers: (ending) => stopAll(ending, context),
    close: async () => {
      await builder[Symbol.asyncDispose]();
      haltAll(context);
      networks.close();
      images.logs.end();
      await registries[Symbol.asyncDispose]();
      await builtins[Symbol.asyncDispose]();
    },
  };
}

function hasProject({ table }: ContainerContext, project: string): boolean {
  return table.all().some(({ record }) => projectOf(record) === project);
}

function openVolumes(
  op: Op,
  { builtins, events }: Ground,
  users: (name: string) => ReturnType<ContainerService["usersOfVolume"]>,
): VolumeService {
  const { store, volumes: drivers, volumePlugins: plugins } = builtins;
  return new VolumeService({ store, events, drivers, plugins, users, log: op.log });
}

function imageDependencies(
  ground: Ground,
  { usersOf, held }: ImageUsers & Pick<ImageDependencies, "held">,
): ImageDependencies {
  const { builtins, events, host } = ground;
  const { content, snapshots, store } = builtins;
  return {
    ...{ content, snapshots, store, events, users: { usersOf }, held, registries: ground.registries, openUrl },
    limits: () => {
      const { maxDownloads, maxUploads } = ground.live.config.registries;
      return { downloads: maxDownloads, uploads: maxUploads };
    },
    historyAgeMs: () => ground.live.config.imageHistoryAgeMs,
    platform: { os: "linux", architecture: host.architecture },
    hostPlatform: hostPlatform(host.architecture),
  };
}

function reconfigure(ground: Ground, settings: EngineSettings, config: DaemonConfig): void {
  ground.live.config = config;
  Object.assign(settings, reloadedSettings(settingsOf(ground, config)));
  const attributes = reloadAttributes(config, settings.cgroupnsMode);
  ground.events.emit({ type: "daemon", action: "reload", actorId: ground.engineId, attributes });
}

function totalsOf(events: EventLog, { healthChecks }: ContainerContext): EngineTotals {
  return { events: events.total, healthChecks: healthChecks.total, failedHealthChecks: healthChecks.failed };
}

function settingsOf({ builtins, host }: Ground, config: DaemonConfig): EngineSettings {
  return engineSettings(config, { shimPath: builtins.shimPath, cgroupVersion: host.cgroup.version });
}

/** In the background, since one container that hangs must not keep the engine from answering. */
function startWithEngine(op: Op, context: ContainerContext): void {
  startByPolicy(backgroundOp(op.log), context).catch((error: unknown) =>
    op.log.error("containers were not started with the engine", { error }),
  );
}

async function containerDependencies(
  op: Op,
  { config, host, builtins, events }: Ground,
  services: Pick<Engine, "images" | "networks" | "volumes"> & { readonly settings: EngineSettings },
): Promise<ContainerDependencies> {
  const { store, snapshots, files, tasks, kernel } = builtins;
  return {
    ...services,
    store,
    snapshots,
    files,
    tasks,
    mounts: kernel,
    events,
    usage: openUsageReader({ memoryBytes: host.memoryBytes }),
    log: op.log,
    hostFacts: containerHostFacts(host.cgroup.version),
    cgroups: cgroupSupport(host.cgroup),
    machine: { architecture: machineArchitecture, kernelRelease: host.kernelVersion },
    devices: new DeviceFolders(config.devices),
    compileSeccomp: remembering(compileDefaultProfile),
    initLayer: await makeInitLayer(config.dataRoot),
  };
}

interface Described {
  readonly builds: Builder;
  readonly context: ContainerContext;
  readonly containers: ContainerService;
  readonly images: Images;
  readonly networks: Networks;
  readonly volumes: VolumeService;
}

async function systemOf(op: Op, ground: Ground, described: Described): Promise<SystemService> {
  const { context, images, networks } = described;
  const { program, host, events, engineId, builtins, openApiUrls = [], live } = ground;
  return openSystem({
    engineId,
    program,
    settings: context.settings,
    devices: context.devices,
    get daemon() {
      return daemonFacts(live.config, openApiUrls);
    },
    host,
    drivers: {
      ...driverNames,
      get volume() {
        return [...driverNames.volume, ...builtins.volumePlugins.names()].sort();
      },
    },
    runtimeVersions: await runtimeVersions(op, context.settings.runtimes),
    storageDriver: builtins.snapshots.name,
    firewallDriver: "nftables",
    events,
    counts: () => countsOf(context, images),
    usage: usageSources(described),
    warnings: () => forwardWarnings(networks),
  });
}
