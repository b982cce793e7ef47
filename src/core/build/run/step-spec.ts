import type { HostConfig } from "#api/types.gen.ts";
import type { OciMount, OciSpec } from "#formats/oci/runtime-spec.ts";
import { checkCgroupParent } from "../../container/create/check-modes.ts";
import { emptyConfig, emptyHostConfig } from "../../container/create/empty-config.ts";
import { buildOciSpec } from "../../container/oci-spec/build.ts";
import type { DaemonDefaults, HostFacts, ResolvedDevices, SeccompFilter } from "../../container/oci-spec/input.ts";
import { defaultMaskedPaths, defaultReadonlyPaths } from "../../container/oci-spec/masked-paths.ts";
import { overlaid } from "../../container/oci-spec/process.ts";
import type { ProcessUser } from "../../container/oci-spec/user.ts";
import { networkModeOf, type RunOperation } from "../run-operation.ts";
import { stepHostname } from "./hosts.ts";

export interface StepSpecInput {
  readonly id: string;
  readonly operation: RunOperation;
  /** From `stepHostConfig`. */
  readonly hostConfig: HostConfig;
  readonly user: ProcessUser;
  readonly environment: readonly string[];
  /** Besides those that every program has. */
  readonly mounts: readonly OciMount[];
  readonly ownNetwork: boolean;
  readonly devices: ResolvedDevices;
  readonly seccomp: SeccompFilter;
  readonly host: HostFacts;
  readonly daemon: DaemonDefaults;
}

/** A step's limits as a container has them. */
export function stepHostConfig(
  { network, security, limits }: RunOperation,
  daemon: { readonly shmSizeBytes: number; readonly cgroupnsMode: string },
): HostConfig {
  const sandboxed = security === "sandbox";
  return {
    ...emptyHostConfig,
    NetworkMode: networkModeOf(network),
    IpcMode: "private",
    CgroupnsMode: daemon.cgroupnsMode,
    Privileged: !sandboxed,
    MaskedPaths: sandboxed ? defaultMaskedPaths : null,
    ReadonlyPaths: sandboxed ? defaultReadonlyPaths : null,
    ShmSize: limits.shmSizeBytes ?? daemon.shmSizeBytes,
    Ulimits: limits.ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    CgroupParent: limits.cgroupParent ?? "",
    Memory: limits.memoryBytes ?? 0,
    MemorySwap: limits.memorySwapBytes ?? 0,
    CpuShares: limits.cpuShares ?? 0,
    CpuPeriod: limits.cpuPeriod ?? 0,
    CpuQuota: limits.cpuQuota ?? 0,
    CpusetCpus: limits.cpusetCpus ?? "",
    CpusetMems: limits.cpusetMems ?? "",
  };
}

/**
 * The runtime spec of a step: that of a container with the same limits, but for what BuildKit leaves to the host.
 * @throws invalid-argument for a parent of cgroups that systemd has no unit for
 */
export function stepSpec(input: StepSpecInput): OciSpec {
  const { operation, hostConfig, host, daemon } = input;
  checkCgroupParent(hostConfig, daemon.cgroupDriver);
  const [path = "", ...args] = operation.args;
  const spec = buildOciSpec({
    id: input.id,
    config: { ...emptyConfig, Hostname: operation.hostname ?? stepHostname, WorkingDir: operation.cwd },
    hostConfig,
    path,
    args,
    rootPath: "rootfs",
    user: input.user,
    files: {},
    namespaces: { network: input.ownNetwork ? "lease" : undefined },
    mounts: { mounts: input.mounts },
    devices: input.devices,
    seccomp: input.seccomp,
    host,
    daemon: { ...daemon, ulimits: [], noNewPrivileges: false, initByDefault: false },
  });
  const { sysctl: _, ...linux } = spec.linux;
  return {
    ...spec,
    process: { ...spec.process, env: overlaid(input.environment, input.devices.edits.environment) },
    linux,
  };
}
