import { zeroValue } from "#api/decode.ts";
import type { ContainerCreateRequest, HostConfig, NetworkingConfig } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import { moveMacAddress } from "./mac-address.ts";
import { checkMountOptions, dropBindOption, refuseForceRecursive, refuseSubpath } from "./mounts.ts";

/** A create request with all its parts there, which is what the engine gets. */
export interface FullCreateRequest extends ContainerCreateRequest {
  readonly HostConfig: HostConfig;
  readonly NetworkingConfig: { readonly EndpointsConfig: NonNullable<NetworkingConfig["EndpointsConfig"]> };
}

/** What an older version's request for a container means today, and the warnings that come of it. */
export interface CreateTranslation {
  readonly body: FullCreateRequest;
  readonly warnings: readonly string[];
}

interface HostRule {
  /** Whether it concerns versions older than `version`, or that one and newer ones. */
  readonly when: "before" | "since";
  readonly version: string;
  readonly apply: (host: HostConfig) => HostConfig;
}

const hostRules: readonly HostRule[] = [
  { when: "before", version: "1.25", apply: (host) => ({ ...host, AutoRemove: false }) },
  { when: "before", version: "1.40", apply: (host) => dropBindOption(host, "NonRecursive") },
  { when: "before", version: "1.40", apply: ({ KernelMemoryTCP: _, ...host }) => host },
  { when: "before", version: "1.40", apply: (host) => ({ ...host, IpcMode: host.IpcMode || "shareable" }) },
  { when: "before", version: "1.42", apply: (host) => dropBindOption(host, "CreateMountpoint") },
  { when: "before", version: "1.42", apply: (host) => ({ ...host, ConsoleSize: [0, 0] }) },
  { when: "since", version: "1.42", apply: ({ KernelMemory: _, ...host }) => host },
  { when: "since", version: "1.42", apply: checkMountOptions },
  { when: "before", version: "1.43", apply: ({ Annotations: _, ...host }) => host },
  { when: "before", version: "1.44", apply: refuseForceRecursive },
  { when: "before", version: "1.45", apply: refuseSubpath },
  {
    when: "since",
    version: "1.24",
    apply: (host) => ((host.PidsLimit ?? 1) > 0 ? host : { ...host, PidsLimit: null }),
  },
];

/** @throws invalid-argument for what a version does not know and would misread */
export function containerCreateFrom(version: string, request: ContainerCreateRequest): CreateTranslation {
  const full = withDefaultNetwork(request);
  const rules = hostRules.filter((rule) => isOlder(version, rule.version) === (rule.when === "before"));
  const body = { ...full, HostConfig: rules.reduce((host, rule) => rule.apply(host), full.HostConfig) };
  return moveMacAddress(version, isOlder(version, "1.44") ? beforeMultipleNetworks(body) : body);
}

/** `default` stands for the bridge, also as the key of an endpoint. */
function withDefaultNetwork(request: ContainerCreateRequest): FullCreateRequest {
  const host = request.HostConfig ?? zeroValue("HostConfig");
  const endpoints = request.NetworkingConfig?.EndpointsConfig ?? {};
  const full = { ...request, HostConfig: host, NetworkingConfig: { EndpointsConfig: endpoints } };
  if (host.NetworkMode !== "" && host.NetworkMode !== "default") return full;
  const { default: endpoint, ...others } = endpoints;
  const renamed = endpoint === undefined ? endpoints : { ...others, bridge: endpoint };
  return { ...full, HostConfig: { ...host, NetworkMode: "bridge" }, NetworkingConfig: { EndpointsConfig: renamed } };
}

function beforeMultipleNetworks(request: FullCreateRequest): FullCreateRequest {
  const names = Object.keys(request.NetworkingConfig.EndpointsConfig);
  if (names.length > 1) {
    const text = `Container cannot be created with multiple network endpoints: ${names.join(", ")}`;
    throw new EngineError("invalid-argument", text);
  }
  if (request.Healthcheck === undefined) return request;
  const { StartInterval: _, ...healthcheck } = request.Healthcheck;
  return { ...request, Healthcheck: healthcheck };
}
