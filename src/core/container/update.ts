import type { ContainerUpdateRequest, HostConfig } from "#api/types.gen.ts";
import type { OciResources } from "#formats/oci/runtime-spec.ts";
import { checkRestartPolicy } from "./create/check-modes.ts";
import { checkResources } from "./create/check-resources.ts";
import { emptyHostConfig } from "./create/empty-config.ts";
import type { CreateFacts } from "./create/facts.ts";
import { invalid } from "./create/invalid.ts";
import { conflictingUpdate } from "./errors.ts";
import { requestedResources } from "./oci-spec/resources.ts";

/** What an update changes: fields that are zero stay as they are. */
const changeable = [
  "BlkioWeight",
  "CpuShares",
  "NanoCpus",
  "CpuPeriod",
  "CpuQuota",
  "CpusetCpus",
  "CpusetMems",
  "Memory",
  "MemorySwap",
  "MemoryReservation",
  "CpuRealtimePeriod",
  "CpuRealtimeRuntime",
] as const;

/** An update that passed all checks that need no container. */
export interface CheckedUpdate {
  /** Without what this kernel cannot do. */
  readonly asked: ContainerUpdateRequest;
  readonly warnings: readonly string[];
}

/**
 * The checks that Docker makes before it looks the container up.
 * @throws invalid-argument in Docker's words
 */
export function checkUpdate(request: ContainerUpdateRequest, facts: CreateFacts): CheckedUpdate {
  if (request.CpuShares < 0)
    throw invalid(`invalid CPU shares (${request.CpuShares}): value must be a positive integer`);
  checkRestartPolicy({ ...emptyHostConfig, RestartPolicy: request.RestartPolicy });
  // The memory limit that a new swap limit goes with may be the one that the container has.
  const MemorySwap = request.Memory === 0 ? 0 : request.MemorySwap;
  const { change, warnings } = checkResources({ ...emptyHostConfig, ...request, MemorySwap }, facts);
  return { asked: { ...request, ...change }, warnings };
}

/** The host config that a container has after the update. @throws conflict in Docker's words */
export function updatedHostConfig(now: HostConfig, asked: ContainerUpdateRequest): HostConfig {
  checkCpuConflicts(now, asked);
  if (asked.Memory !== 0 && asked.Memory > now.MemorySwap && asked.MemorySwap === 0) {
    throw conflictingUpdate(
      "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
    );
  }
  const policy = asked.RestartPolicy;
  if (now.AutoRemove && policy.Name !== "" && policy.Name !== "no") {
    throw conflictingUpdate("Restart policy cannot be updated because AutoRemove is enabled for the container");
  }
  const resources = Object.fromEntries(changeable.map((name) => [name, asked[name] || now[name]]));
  return {
    ...now,
    ...resources,
    ...(asked.PidsLimit === null ? {} : { PidsLimit: asked.PidsLimit }),
    ...(policy.Name === "" ? {} : { RestartPolicy: policy }),
  };
}

function checkCpuConflicts(now: HostConfig, asked: ContainerUpdateRequest): void {
  const conflict = (what: string, with_: string) =>
    conflictingUpdate(`Conflicting options: ${what} cannot be updated as ${with_} has already been set`);
  if (asked.NanoCpus > 0 && now.CpuPeriod > 0) throw conflict("Nano CPUs", "CPU Period");
  if (asked.NanoCpus > 0 && now.CpuQuota > 0) throw conflict("Nano CPUs", "CPU Quota");
  if (asked.CpuPeriod > 0 && now.NanoCpus > 0) throw conflict("CPU Period", "NanoCPUs");
  if (asked.CpuQuota > 0 && now.NanoCpus > 0) throw conflict("CPU Quota", "NanoCPUs");
}

/** What the runtime is to change of a container that runs; undefined: nothing. */
export function liveChange(asked: ContainerUpdateRequest): OciResources | undefined {
  const resources = requestedResources(asked);
  return Object.keys(resources).length === 0 ? undefined : resources;
}
