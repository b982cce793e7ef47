import type { ContainerCreateRequest, HostConfig, Mount } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";

/** What an older version's request for a container means today, and the warnings that come of it. */
export interface CreateTranslation {
  readonly body: ContainerCreateRequest;
  readonly warnings: readonly string[];
}

interface HostRule {
  /** Versions older than this one are concerned. */
  readonly before: string;
  readonly apply: (host: HostConfig) => HostConfig;
}

const hostRules: readonly HostRule[] = [
  { before: "1.25", apply: (host) => ({ ...host, AutoRemove: false }) },
  {
    before: "1.40",
    apply: (host) => forgetMountField({ ...host, IpcMode: host.IpcMode || "shareable" }, "BindOptions", "NonRecursive"),
  },
  { before: "1.41", apply: (host) => ({ ...host, CgroupnsMode: host.CgroupnsMode || "host" }) },
  {
    before: "1.42",
    apply: (host) => forgetMountField({ ...host, ConsoleSize: [0, 0] }, "BindOptions", "CreateMountpoint"),
  },
  { before: "1.43", apply: ({ Annotations: _, ...host }) => host },
  {
    before: "1.44",
    apply: (host) => forgetMountField(host, "BindOptions", "ReadOnlyNonRecursive", "ReadOnlyForceRecursive"),
  },
  { before: "1.45", apply: checkSubpath },
];

export function containerCreateFrom(version: string, request: ContainerCreateRequest): CreateTranslation {
  const rules = hostRules.filter((rule) => isOlder(version, rule.before));
  const host = request.HostConfig === null ? null : rules.reduce((host, rule) => rule.apply(host), request.HostConfig);
  return withMacAddress(version, { ...request, HostConfig: host });
}

/** `Config.MacAddress` moved to the endpoint in 1.44. */
function withMacAddress(version: string, request: ContainerCreateRequest): CreateTranslation {
  const { MacAddress: mac, ...body } = request;
  if (mac === undefined) return { body: request, warnings: [] };
  const mode = request.HostConfig?.NetworkMode || "default";
  const name = mode === "default" ? "bridge" : mode;
  const endpoints = request.NetworkingConfig?.EndpointsConfig ?? {};
  const endpoint = endpoints[name];
  if (endpoint !== undefined && endpoint.MacAddress !== "" && endpoint.MacAddress !== mac)
    throw new EngineError(
      "invalid-argument",
      "the container-wide MAC address must match the endpoint-specific MAC address for the main network, or be left empty",
    );
  const warning =
    "The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead.";
  if (endpoint === undefined) return { body: request, warnings: isOlder(version, "1.44") ? [] : [warning] };
  const placed = { ...endpoints, [name]: { ...endpoint, MacAddress: mac } };
  return {
    body: { ...body, NetworkingConfig: { EndpointsConfig: placed } },
    warnings: isOlder(version, "1.44") ? [] : [warning],
  };
}

function forgetMountField(host: HostConfig, group: "BindOptions", ...fields: string[]): HostConfig {
  if (host.Mounts === undefined) return host;
  return { ...host, Mounts: host.Mounts.map((mount) => forgetIn(mount, group, fields)) };
}

function forgetIn(mount: Mount, group: "BindOptions", fields: readonly string[]): Mount {
  const options = mount[group];
  if (options === undefined) return mount;
  return { ...mount, [group]: Object.fromEntries(Object.entries(options).filter(([name]) => !fields.includes(name))) };
}

function checkSubpath(host: HostConfig): HostConfig {
  if ((host.Mounts ?? []).some((mount) => mount.VolumeOptions?.Subpath !== undefined))
    throw new EngineError("invalid-argument", "VolumeOptions.Subpath needs API v1.45 or newer");
  return host;
}
