import type { HostConfig } from "#api/types.gen.ts";
import { capabilityNames } from "#client/capability-names.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import { labels } from "../labels.ts";
import type { NamedService } from "../named-service.ts";
import { serviceHash } from "../shape/hash.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";
import { healthConfig } from "./health.ts";
import { containerVolumes, type Inherited } from "./mounts.ts";
import { imageName } from "./names.ts";
import { networkSettings } from "./network.ts";
import { exposedPorts, portBindings } from "./ports.ts";
import { resources } from "./resources.ts";
import { restartPolicy } from "./restart-policy.ts";
import { securityOptions } from "./security-options.ts";

/** A container of a service, before there is one. */
export interface Wanted {
  readonly project: Project;
  /** Other services' containers stand in it by their ids (`network_mode`, `pid`, `ipc`, `volumes_from`). */
  readonly service: NamedService;
  /** From 1; 0 for one that runs once. */
  readonly number: number;
  /** Besides the service's own and those that every container has. */
  readonly labels: Readonly<Record<string, string>>;
  /** `container:alias` of the containers that it is linked to. */
  readonly links: readonly string[];
  readonly withAliases: boolean;
  /** Instead of the name of its image. */
  readonly image?: string | undefined;
  readonly inherited?: Inherited;
  /** It does something for the service and is none of its containers: nothing that looks for those finds it. */
  readonly isAside?: boolean;
  readonly autoRemove?: boolean;
  readonly attachStdin?: boolean;
  /** Of the user's configuration, below what the service says. */
  readonly proxies?: Readonly<Record<string, string>>;
}

/**
 * The request that makes a container.
 * @param readText of a path below the project's folder
 * @throws ComposeError for what the engine could not do
 */
export function containerSpec(wanted: Wanted, readText: (path: string) => string): ContainerSpec {
  const { project, service } = wanted;
  const network = networkSettings(wanted);
  return {
    Hostname: service.hostname ?? "",
    Domainname: service.domainname ?? "",
    User: service.user ?? "",
    ExposedPorts: exposedPorts(service),
    Tty: service.tty ?? false,
    OpenStdin: service.stdin_open ?? false,
    StdinOnce: wanted.attachStdin === true && service.stdin_open === true,
    AttachStdin: wanted.attachStdin ?? false,
    AttachStdout: true,
    AttachStderr: true,
    Cmd: service.command ?? null,
    Entrypoint: service.entrypoint ?? null,
    Image: wanted.image ?? imageName(project, service),
    WorkingDir: service.working_dir ?? "",
    ...(service.network_mode === "disabled" ? { NetworkDisabled: true } : {}),
    Labels: containerLabels(wanted),
    ...(service.stop_signal ? { StopSignal: service.stop_signal } : {}),
    ...(service.stop_grace_period === undefined ? {} : { StopTimeout: seconds(service.stop_grace_period) }),
    Env: environment(new Map([...Object.entries(wanted.proxies ?? {}), ...(service.environment ?? [])])),
    ...optional("Healthcheck", healthConfig(service.healthcheck)),
    HostConfig: { ...hostConfig(wanted, readText), NetworkMode: network.mode as HostConfig["NetworkMode"] },
    ...(network.endpoints === undefined ? {} : { NetworkingConfig: { EndpointsConfig: network.endpoints } }),
  };
}

function hostConfig(wanted: Wanted, readText: (path: string) => string): Partial<HostConfig> {
  const { project, service } = wanted;
  const { binds, mounts } = containerVolumes(project, service, wanted.inherited);
  const security = securityOptions(service.security_opt ?? [], readText);
  return {
    ...resources(service),
    AutoRemove: wanted.autoRemove ?? false,
    ...optional("Annotations", recordOf(service.annotations)),
    Binds: binds.length === 0 ? null : binds,
    ...(mounts.length === 0 ? {} : { Mounts: mounts }),
    CapAdd: capabilityNames(service.cap_add ?? []),
    CapDrop: capabilityNames(service.cap_drop ?? []),
    ...optional("Init", service.init),
    IpcMode: service.ipc ?? "",
    CgroupnsMode: (service.cgroup ?? "") as HostConfig["CgroupnsMode"],
    ReadonlyRootfs: service.read_only ?? false,
    RestartPolicy: restartPolicy(service),
    ShmSize: service.shm_size ?? 0,
    ...optional("Sysctls", recordOf(service.sysctls)),
    PortBindings: portBindings(service),
    VolumeDriver: service.volume_driver ?? "",
    VolumesFrom: service.volumes_from ?? null,
    Dns: service.dns ?? null,
    DnsSearch: service.dns_search ?? null,
    DnsOptions: service.dns_opt ?? null,
    ExtraHosts: extraHosts(service),
    SecurityOpt: security.options.length === 0 ? null : security.options,
    ...optional("StorageOpt", recordOf(service.storage_opt)),
    UsernsMode: service.userns_mode ?? "",
    UTSMode: service.uts ?? "",
    Privileged: service.privileged ?? false,
    PidMode: service.pid ?? "",
    Tmpfs: Object.fromEntries((service.tmpfs ?? []).map(tmpfs)),
    Isolation: service.isolation ?? "",
    ...(service.runtime ? { Runtime: service.runtime } : {}),
    LogConfig: { Type: service.logging?.driver ?? "", Config: recordOf(service.logging?.options) ?? null },
    GroupAdd: service.group_add ?? null,
    Links: wanted.links,
    OomScoreAdj: service.oom_score_adj ?? 0,
    ...(security.unconfined ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
  };
}

function containerLabels(wanted: Wanted): Record<string, string> {
  const { service, number, isAside = false } = wanted;
  if (isAside) return { ...wanted.labels };
  const dependencies = [...(service.depends_on ?? [])]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { condition, restart = false }]) => `${name}:${condition}:${restart}`);
  return {
    ...recordOf(service.labels),
    ...wanted.labels,
    [labels.configHash]: serviceHash(service),
    ...(number > 0 ? { [labels.containerNumber]: String(number) } : {}),
    [labels.dependencies]: dependencies.join(","),
  };
}

/** `NAME=value`, and the bare name of what the engine is to take out. */
export function environment(variables: ReadonlyMap<string, string | undefined>): string[] {
  return [...variables].map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
}

function recordOf<T>(map: ReadonlyMap<string, T> | undefined): Record<string, T> | undefined {
  return map === undefined ? undefined : Object.fromEntries(map);
}

/** `host:address` for each address. */
function extraHosts({ extra_hosts: hosts }: Service): string[] {
  return [...(hosts ?? [])].flatMap(([host, addresses]) => addresses.map((address) => `${host}:${address}`)).sort();
}

function tmpfs(text: string): [string, string] {
  const [target = "", ...options] = text.split(":");
  return [target, options.join(":")];
}

const seconds = (nanoseconds: number): number => Math.trunc(nanoseconds / 1e9);

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value };
}
