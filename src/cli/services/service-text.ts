import type { Labels } from "#client/swarm-types.ts";
import { humanAgo } from "../format/human-duration.ts";
import { binarySize } from "../format/human-size.ts";
import { formatDuration } from "../values/duration.ts";
import type { ContainerSpec, FileReference, ServiceSpec, SwarmService, UpdateConfig } from "./service.ts";

export interface TextFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The names of its networks. */
  readonly networks: readonly string[];
}

/** A service for people to read. */
export function serviceText(service: SwarmService, { now, networks }: TextFacts): string {
  const { ID, Spec } = service;
  const container = Spec.TaskTemplate.ContainerSpec ?? { Image: "" };
  const lines = [
    "",
    `ID:\t\t${ID}`,
    `Name:\t\t${Spec.Name ?? ""}`,
    ...section("Labels:", pairLines(Spec.Labels, " ", "=")),
    ...modeLines(Spec),
    ...statusLines(service, now),
    ...placementLines(Spec),
    ...updateLines("UpdateConfig:", Spec.UpdateConfig, " Update order:      "),
    ...updateLines("RollbackConfig:", Spec.RollbackConfig, " Rollback order:    "),
    ...containerLines(container),
    ...mountLines(container),
    ...fileLines("Configs:", container.Configs, ({ ConfigName }) => ConfigName),
    ...fileLines("Secrets:", container.Secrets, ({ SecretName }) => SecretName),
    ...logLines(Spec),
    ...resourceLines(Spec),
    ...(networks.length === 0 ? [] : [`Networks:${networks.map((name) => ` ${name}`).join("")} `]),
    `Endpoint Mode:\t${Spec.EndpointSpec?.Mode ?? ""}`,
    ...portLines(service),
    ...healthLines(container),
    "",
  ];
  return lines.join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function pairLines(pairs: Labels | null | undefined, before: string, between: string): string[] {
  return Object.keys(pairs ?? {})
    .sort()
    .map((key) => `${before}${key}${pairs?.[key] ? `${between}${pairs[key]}` : ""}`);
}

function modeLines({ Mode }: ServiceSpec): string[] {
  if (Mode?.Global !== undefined) return ["Service Mode:\tGlobal"];
  if (Mode?.Replicated === undefined) return ["Service Mode:"];
  const { Replicas } = Mode.Replicated;
  return ["Service Mode:\tReplicated", ...(Replicas === undefined ? [] : [` Replicas:\t${Replicas}`])];
}

function statusLines({ UpdateStatus }: SwarmService, now: number): string[] {
  if (!UpdateStatus?.State) return [];
  const { State, StartedAt, CompletedAt, Message = "" } = UpdateStatus;
  const ago = (time: string): string => humanAgo(Date.parse(time) / 1000, now);
  return [
    "UpdateStatus:",
    ` State:\t\t${State}`,
    ...(StartedAt === undefined ? [] : [` Started:\t${ago(StartedAt)}`]),
    ...(State === "completed" && CompletedAt !== undefined ? [` Completed:\t${ago(CompletedAt)}`] : []),
    ` Message:\t${Message}`,
  ];
}

function placementLines({ TaskTemplate: { Placement = {} } }: ServiceSpec): string[] {
  const { Constraints = [], Preferences = [], MaxReplicas = 0 } = Placement;
  const spreads = Preferences.flatMap(({ Spread }) =>
    Spread === undefined ? [] : [`spread=${Spread.SpreadDescriptor}`],
  );
  return [
    "Placement:",
    ...(Constraints.length === 0 ? [] : [` Constraints:\t[${Constraints.join(" ")}]`]),
    ...(spreads.length === 0 ? [] : [` Preferences:   [${spreads.join(" ")}]`]),
    ...(MaxReplicas === 0 ? [] : [` Max Replicas Per Node:   ${MaxReplicas}`]),
  ];
}

function updateLines(title: string, config: UpdateConfig | undefined, orderLabel: string): string[] {
  if (config === undefined) return [];
  const { Parallelism = 0, Delay = 0, FailureAction = "", Monitor = 0, MaxFailureRatio = 0, Order = "" } = config;
  return [
    title,
    ` Parallelism:\t${Parallelism}`,
    ...(Delay > 0 ? [` Delay:\t\t${formatDuration(Delay)}`] : []),
    ` On failure:\t${FailureAction}`,
    ...(Monitor > 0 ? [` Monitoring Period: ${formatDuration(Monitor)}`] : []),
    ` Max failure ratio: ${MaxFailureRatio}`,
    `${orderLabel}${Order}`,
  ];
}

function containerLines(container: ContainerSpec): string[] {
  const { Image, Args = [], Env = [], Dir = "", Init, User = "", CapabilityAdd = [], CapabilityDrop = [] } = container;
  const words = (label: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [` ${label}:\t\t${list.map((word) => `${word} `).join("")}`];
  const names = (label: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [` ${label}: ${list.join(", ")}`];
  const ulimits = Object.fromEntries(
    (container.Ulimits ?? []).map(({ Name, Soft, Hard }) => [Name, `${Soft}:${Hard}`]),
  );
  return [
    "ContainerSpec:",
    ` Image:\t\t${Image}`,
    ...words("Args", Args),
    ...words("Env", Env),
    ...(Dir === "" ? [] : [` Dir:\t\t${Dir}`]),
    ...(Init === undefined ? [] : [` Init:\t\t${Init}`]),
    ...(User === "" ? [] : [` User: ${User}`]),
    ...section("Capabilities:", [...names("Add", CapabilityAdd), ...names("Drop", CapabilityDrop)]),
    ...section("SysCtls:", pairLines(container.Sysctls, " ", ": ")),
    ...section("Ulimits:", pairLines(ulimits, " ", ": ")),
  ];
}

interface ShownMount {
  readonly Target?: string;
  readonly Source?: string;
  readonly ReadOnly?: boolean;
  readonly Type?: string;
}

function mountLines({ Mounts = [] }: ContainerSpec): string[] {
  const lines = (Mounts as readonly ShownMount[]).flatMap(
    ({ Target = "", Source = "", ReadOnly = false, Type = "" }) => [
      ` Target:\t${Target}`,
      `  Source:\t${Source}`,
      `  ReadOnly:\t${ReadOnly}`,
      `  Type:\t\t${Type}`,
    ],
  );
  return section("Mounts:", lines);
}

function fileLines(
  title: string,
  files: readonly FileReference[] | undefined,
  nameOf: (file: FileReference) => string | undefined,
): string[] {
  const lines = (files ?? []).flatMap((file) => [
    ` Target:\t${file.File?.Name ?? ""}`,
    `  Source:\t${nameOf(file) ?? ""}`,
  ]);
  return section(title, lines);
}

function logLines({ TaskTemplate: { LogDriver } }: ServiceSpec): string[] {
  if (LogDriver === undefined) return [];
  return [
    "Log Driver:",
    ...(LogDriver.Name ? [` Name:\t\t${LogDriver.Name}`] : []),
    ...section(" LogOpts:", pairLines(LogDriver.Options, "  ", ":       ")),
    "",
  ];
}

function resourceLines({ TaskTemplate: { Resources } }: ServiceSpec): string[] {
  if (Resources === undefined) return [];
  const { Reservations = {}, Limits = {} } = Resources;
  return [
    "Resources:",
    ...section(" Reservations:", amountLines(Reservations)),
    ...section(" Limits:", [...amountLines(Limits), ...(Limits.Pids ? [`  PIDs:\t\t${Limits.Pids}`] : [])]),
  ];
}

function amountLines({ NanoCPUs = 0, MemoryBytes = 0 }: { NanoCPUs?: number; MemoryBytes?: number }): string[] {
  return [
    ...(NanoCPUs > 0 ? [`  CPU:\t\t${NanoCPUs / 1e9}`] : []),
    ...(MemoryBytes > 0 ? [`  Memory:\t${binarySize(MemoryBytes)}`] : []),
  ];
}

function portLines({ Endpoint }: SwarmService): string[] {
  const ports = Endpoint?.Ports ?? [];
  if (ports.length === 0) return [];
  const lines = ports.flatMap(({ PublishedPort = 0, Protocol = "", TargetPort = 0, PublishMode = "" }) => [
    ` PublishedPort = ${PublishedPort}`,
    `  Protocol = ${Protocol}`,
    `  TargetPort = ${TargetPort}`,
    `  PublishMode = ${PublishMode}`,
  ]);
  return ["Ports:", ...lines.slice(0, -1), `${lines.at(-1)} `];
}

function healthLines({ Healthcheck }: ContainerSpec): string[] {
  if (Healthcheck === undefined) return [];
  const { Interval = 0, Retries = 0, StartPeriod = 0, Timeout = 0, Test = [] } = Healthcheck;
  const tests = Test.map((word) => `\t Test = ${word}`);
  return [
    " Healthcheck:",
    `  Interval = ${formatDuration(Interval)}`,
    `  Retries = ${Retries}`,
    `  StartPeriod =\t${formatDuration(StartPeriod)}`,
    `  Timeout =\t${formatDuration(Timeout)}`,
    ...(tests.length === 0 ? [] : ["  Tests:", ...tests.slice(0, -1), `${tests.at(-1)} `]),
  ];
}
