import type { ContainerInspectResponse, HostConfig } from "#api/types.gen.ts";
import type { ContainerSpec } from "#client/container-create.ts";

/** Something of a container that is not as its file says. */
export interface Difference {
  /** Such as `HostConfig.Memory`. */
  readonly field: string;
  /** What the engine has; empty: nothing. */
  readonly actual: string;
  /** What the file says; empty: nothing. */
  readonly expected: string;
}

/** Fields that can change while a container lives: they count also where the file says nothing. */
const updatable = [
  "Memory",
  "MemoryReservation",
  "NanoCpus",
  "CpuShares",
  "CpuPeriod",
  "CpuQuota",
  "CpusetCpus",
  "BlkioWeight",
  "PidsLimit",
  "RestartPolicy",
] as const satisfies readonly (keyof HostConfig)[];

/** What a file may leave to the engine: it counts only where the file says something. */
const chosen = [
  "Binds",
  "CapAdd",
  "CapDrop",
  "Dns",
  "DnsOptions",
  "DnsSearch",
  "ExtraHosts",
  "GroupAdd",
  "Init",
  "IpcMode",
  "MemorySwap",
  "PidMode",
  "UTSMode",
  "UsernsMode",
  "Privileged",
  "ReadonlyRootfs",
  "PortBindings",
  "Runtime",
  "SecurityOpt",
  "ShmSize",
  "Sysctls",
  "Tmpfs",
  "Ulimits",
  "OomScoreAdj",
] as const satisfies readonly (keyof HostConfig)[];

const ownConfig = [
  "Domainname",
  "Entrypoint",
  "Cmd",
  "Hostname",
  "StopSignal",
  "StopTimeout",
  "User",
  "WorkingDir",
] as const;

/** How a container differs from the request that the file would make it with. */
export function containerDrift(expected: ContainerSpec, actual: ContainerInspectResponse): Difference[] {
  const [config, host] = [actual.Config, actual.HostConfig];
  const wanted = expected.HostConfig ?? {};
  return [
    ...ownConfig.flatMap((name) => chosenDifference(`Config.${name}`, expected[name], config?.[name])),
    ...listDifferences("Config.Env", expected.Env ?? [], config?.Env ?? []),
    ...mapDifferences("Config.Labels", ownLabels(expected.Labels), config?.Labels ?? {}),
    ...chosen.flatMap((name) => chosenDifference(`HostConfig.${name}`, wanted[name], host?.[name])),
    ...updatable.flatMap((name) => difference(`HostConfig.${name}`, settled(wanted[name]), settled(host?.[name]))),
    ...networkDifferences(expected, actual),
  ];
}

function networkDifferences(
  { NetworkingConfig }: ContainerSpec,
  { NetworkSettings }: ContainerInspectResponse,
): Difference[] {
  if (NetworkingConfig === undefined) return [];
  const expected = Object.keys((NetworkingConfig.EndpointsConfig ?? {}) as object).sort();
  const actual = Object.keys(NetworkSettings?.Networks ?? {}).sort();
  return difference("NetworkSettings.Networks", expected, actual);
}

/** Compose's own tell of the file and of its versions, not of the container. */
function ownLabels(labels: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !name.startsWith("com.docker.compose.")));
}

function chosenDifference(field: string, expected: unknown, actual: unknown): Difference[] {
  return isNothing(expected) ? [] : difference(field, expected, actual);
}

function difference(field: string, expected: unknown, actual: unknown): Difference[] {
  const [wanted, there] = [text(expected), text(actual)];
  return wanted === there ? [] : [{ field, expected: wanted, actual: there }];
}

/** Each that the file names; what an image adds is not of interest. */
function listDifferences(field: string, expected: readonly string[], actual: readonly string[]): Difference[] {
  const entries = (pairs: readonly string[]): Record<string, string> =>
    Object.fromEntries(pairs.filter((pair) => pair.includes("=")).map((pair) => pair.split(/=(.*)/s, 2)));
  return mapDifferences(field, entries(expected), entries(actual));
}

function mapDifferences(
  field: string,
  expected: Readonly<Record<string, string>>,
  actual: Readonly<Record<string, string>>,
): Difference[] {
  return Object.entries(expected).flatMap(([name, value]) =>
    actual[name] === value ? [] : [{ field: `${field}.${name}`, expected: value, actual: actual[name] ?? "" }],
  );
}

/** One form for what means the same. */
function settled(value: unknown): unknown {
  if (isRestart(value)) return value.Name === "" || value.Name === "no" ? "" : value;
  return isNothing(value) ? "" : value;
}

const isRestart = (value: unknown): value is { readonly Name: string } =>
  typeof value === "object" && value !== null && "MaximumRetryCount" in value;

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Names of capabilities are the same with and without their prefix; lists and maps have no order. */
function text(value: unknown): string {
  if (isNothing(value)) return "";
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/^CAP_/, "");
  if (Array.isArray(value))
    return value.map(sorted).sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
