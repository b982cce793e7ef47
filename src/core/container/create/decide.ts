import type { ContainerConfig, ContainerCreateRequest, HostConfig, NetworkingConfig } from "#api/types.gen.ts";
import type { RunConfig } from "#formats/oci/image.ts";
import { unknownRuntime } from "../errors.ts";
import { capabilitiesOf } from "../oci-spec/capabilities.ts";
import { defaultMaskedPaths, defaultReadonlyPaths } from "../oci-spec/masked-paths.ts";
import { emptyEndpoint } from "../views/network-view.ts";
import { checkConfig, normalizeConfig } from "./check-config.ts";
import { checkEndpoints, checkMacAddress } from "./check-endpoints.ts";
import {
  checkCgroupParent,
  checkIsolation,
  checkNamespaceModes,
  checkNetworkConflicts,
  checkRestartPolicy,
} from "./check-modes.ts";
import { checkMounts } from "./check-mounts.ts";
import { checkExtraHosts, checkPortBindings } from "./check-ports.ts";
import { checkRequestedResources, checkResources } from "./check-resources.ts";
import { emptyHostConfig } from "./empty-config.ts";
import type { CreateFacts } from "./facts.ts";
import { invalid, invalidAsSystem } from "./invalid.ts";
import { logConfigOf } from "./log-config.ts";
import { commandOf, mergeImageConfig } from "./merge-image-config.ts";
import { type PlannedMount, planContainerMounts } from "./plan-volumes.ts";
import { checkSecurityOptions, withLabelsDisabled } from "./security-options.ts";
import { refuseUnsupported } from "./supported-fields.ts";

/** A request that passed all checks that need no image. */
export interface CheckedRequest {
  readonly config: ContainerConfig;
  /** With defaults filled in, and without what this kernel cannot do. */
  readonly hostConfig: HostConfig;
  readonly networkingConfig: NetworkingConfig;
  readonly warnings: readonly string[];
}

/** What a record is made of. */
export interface CreateDecision extends CheckedRequest {
  readonly path: string;
  readonly args: readonly string[];
  readonly mounts: readonly PlannedMount[];
}

/**
 * First half of create, before the image is looked up, in moby's order of checks.
 * @throws what Docker 28.5 says, and `not supported: X` for what does not act yet
 */
export function checkCreateRequest(request: ContainerCreateRequest, facts: CreateFacts): CheckedRequest {
  const { HostConfig: asked, NetworkingConfig: networking, ...config } = request;
  const host = asked ?? emptyHostConfig;
  checkNetworkConflicts(config, host);
  checkIsolation(host);
  checkRequestedResources(host);
  checkConfig(config);
  checkMounts(host, facts);
  checkExtraHosts(host.ExtraHosts ?? []);
  checkPortBindings(host.PortBindings);
  checkRestartPolicy(host);
  capabilitiesOf(host, facts.capabilities);
  if (host.Annotations?.[""] !== undefined) {
    throw invalid("invalid Annotations: the empty string is not permitted as an annotation key");
  }
  const { change, warnings } = checkResources(host, facts);
  checkNamespaceModes(host, facts.containerId);
  warnings.push(...networkWarnings(config, host, facts));
  checkCgroupParent(host, facts.cgroupDriver);
  if (host.Runtime && !facts.runtimes.includes(host.Runtime)) throw unknownRuntime(host.Runtime);
  const networkingConfig = endpointsOf(config, host, networking);
  checkEndpoints(networkingConfig);
  checkSysctls(host);
  refuseUnsupported(config, host, networkingConfig);
  const hostConfig = withDefaults({ ...host, ...change }, facts);
  return { config: normalizeConfig(config), hostConfig, networkingConfig, warnings };
}

/**
 * Second half: merges the image's config in.
 * @param own the container's id, and its image's config
 * @throws what Docker 28.5 says
 */
export function completeCreate(
  checked: CheckedRequest,
  own: { readonly id: string; readonly image?: RunConfig | undefined },
  facts: CreateFacts,
): CreateDecision {
  const merged = mergeImageConfig(checked.config, own.image);
  const hostConfig = { ...checked.hostConfig, LogConfig: logConfigOf(checked.hostConfig.LogConfig, facts) };
  checkSecurityOptions(hostConfig.SecurityOpt ?? []);
  checkStorageOptions(hostConfig);
  const config = { ...merged, Hostname: hostnameOf(merged, hostConfig, own.id, facts) };
  const mounts = planContainerMounts({ config, host: hostConfig, containerId: own.id }, facts);
  const mountsImage = hostConfig.Mounts?.some(({ Type }) => Type === "image") === true;
  const warnings = [...checked.warnings, ...(mountsImage ? ["Image mount is an experimental feature"] : [])];
  return { ...checked, config, hostConfig, warnings, mounts, ...commandOf(config) };
}

function hostnameOf(config: ContainerConfig, host: HostConfig, id: string, facts: CreateFacts): string {
  if (config.Hostname !== "") return config.Hostname;
  return host.NetworkMode === "host" ? facts.hostname : id.slice(0, 12);
}

function networkWarnings(config: ContainerConfig, host: HostConfig, facts: CreateFacts): string[] {
  const mode = host.NetworkMode;
  const warnings: string[] = [];
  if (!facts.ipv4Forwarding && mode !== "host" && mode !== "none") {
    warnings.push("IPv4 forwarding is disabled. Networking will not work.");
  }
  if (mode === "host" && Object.keys(host.PortBindings ?? {}).length > 0) {
    warnings.push("Published ports are discarded when using host network mode");
  }
  if (config.MacAddress) {
    warnings.push(
      "The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead.",
    );
  }
  return warnings;
}

/** The endpoints, with the container-wide MAC address put where it belongs. */
function endpointsOf(config: ContainerConfig, host: HostConfig, asked: NetworkingConfig | null): NetworkingConfig {
  const networking = asked ?? { EndpointsConfig: null };
  const address = config.MacAddress ?? "";
  if (address === "") return networking;
  const name = ["", "default"].includes(host.NetworkMode) ? "bridge" : host.NetworkMode;
  checkMacAddress(address, name);
  const endpoint = { ...emptyEndpoint, ...networking.EndpointsConfig?.[name], MacAddress: address };
  return { ...networking, EndpointsConfig: { ...networking.EndpointsConfig, [name]: endpoint } };
}

function checkSysctls(host: HostConfig): void {
  for (const name of Object.keys(host.Sysctls ?? {})) {
    if (/^net\.(ipv4|ipv6|mpls)\.(conf|neigh)\.(?!all\.|default\.)[^.]+\./.test(name)) {
      throw invalidAsSystem(
        `interface specific sysctl setting ${JSON.stringify(name)} must be supplied using driver option 'com.docker.network.endpoint.sysctls'`,
      );
    }
  }
}

/** No file system of ours limits the size of a container. */
function checkStorageOptions({ StorageOpt }: HostConfig): void {
  const names = Object.keys(StorageOpt ?? {});
  const unknown = names.find((name) => name.toLowerCase() !== "size");
  if (unknown !== undefined) throw invalidAsSystem(`Unknown option ${unknown}`);
  if (names.length > 0)
    throw invalidAsSystem("--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
}

/** What moby's adaptContainerSettings fills in. */
function withDefaults(host: HostConfig, facts: CreateFacts): HostConfig {
  const id = (mode: string) => {
    const ref = mode.startsWith("container:") ? mode.slice("container:".length) : "";
    return ref === "" ? mode : `container:${facts.containerId(ref) ?? ref}`;
  };
  const swap = host.Memory > 0 && host.MemorySwap === 0 ? host.Memory * 2 : host.MemorySwap;
  const cgroupns = host.Privileged && facts.cgroupVersion === 1 ? "host" : facts.cgroupnsMode;
  return {
    ...host,
    NetworkMode: ["", "default"].includes(host.NetworkMode) ? "bridge" : id(host.NetworkMode),
    RestartPolicy: { ...host.RestartPolicy, Name: host.RestartPolicy.Name || "no" },
    PidMode: id(host.PidMode),
    IpcMode: host.IpcMode === "" ? facts.ipcMode : id(host.IpcMode),
    CgroupnsMode: host.CgroupnsMode || cgroupns,
    SecurityOpt: withLabelsDisabled(host),
    ShmSize: host.ShmSize || facts.shmSizeBytes,
    MemorySwap: swap,
    OomKillDisable: host.OomKillDisable ?? (facts.cgroups.oomKillDisable ? false : null),
    Runtime: host.Runtime || facts.defaultRuntime,
    MaskedPaths: host.MaskedPaths ?? (host.Privileged ? null : defaultMaskedPaths),
    ReadonlyPaths: host.ReadonlyPaths ?? (host.Privileged ? null : defaultReadonlyPaths),
  };
}
