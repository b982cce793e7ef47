import { mkdir } from "node:fs/promises";
import type { HostConfig } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { buildOciSpec } from "#core/container/oci-spec/build.ts";
import { cgroupFolderOf } from "#core/container/oci-spec/cgroups-path.ts";
import { requestedDevices, requestedEdits } from "#core/container/oci-spec/device-requests.ts";
import type { ContainerFilePaths, OciSpecInput } from "#core/container/oci-spec/input.ts";
import { planMounts } from "#core/container/oci-spec/plan-mounts.ts";
import type { NetworkLease, NetworkRequest } from "#core/network/contract.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { type ContainerEdits, noEdits } from "#formats/cdi/description.ts";
import { isErrno } from "#sys/libc.ts";
import { type ContainerFilesInput, containerFilePaths, writeContainerFiles } from "../container-files/write.ts";
import { checkPropagation } from "./bind-propagation.ts";
import { boundFiles } from "./bound-files.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { dnsOf, usesInnerResolver } from "./dns-settings.ts";
import { containerFolder } from "./folders.ts";
import { resolveDevices } from "./host-devices.ts";
import { hostnameIn } from "./hostname.ts";
import type { LinkedFacts } from "./links.ts";
import { namespacesOf } from "./namespaces.ts";
import { makeWorkingDirectory, userInRoot } from "./root-files.ts";
import { seccompOf } from "./seccomp-filter.ts";

export interface RunGround {
  readonly rootfs: Fd;
  readonly lease: NetworkLease;
  readonly request: NetworkRequest;
  /** From `mountSources`. */
  readonly sources: ReadonlyMap<string, string>;
  readonly linked: LinkedFacts;
  /** It is to look at the container whose pid namespace it joins. */
  readonly toolbox: boolean;
}

export interface PreparedRun {
  readonly spec: object;
  readonly cgroupsPath: string;
}

/** Everything between a mounted root with its networks and the runtime: files, user, working directory, the OCI spec. */
export async function prepareRun(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  ground: RunGround,
): Promise<PreparedRun> {
  const { record } = entry;
  const { config, hostConfig } = record;
  const described = await describedDevices(op, context, hostConfig);
  const user = userInRoot(ground.rootfs, { user: config.User, groupAdd: hostConfig.GroupAdd ?? [] });
  makeWorkingDirectory(ground.rootfs, config.WorkingDir);
  const plan = planMounts(record.mounts, hostConfig, {
    recursiveReadOnly: true,
    files: await boundFiles(record.mounts),
    specs: record.mountSpecs ?? [],
    sources: ground.sources,
  });
  for (const folder of plan.hostFolders) await makeIfMissing(folder);
  await checkPropagation(record.mounts, context.settings.dataRoot);
  const files = await filesOf(op, context, entry, ground);
  const input: OciSpecInput = {
    id: entry.id,
    config,
    hostConfig,
    path: record.path,
    args: record.args,
    linkedEnvironment: ground.linked.environment,
    rootPath: "rootfs",
    user,
    files,
    namespaces: namespacesOf(context, entry, ground),
    mounts: plan,
    devices: resolveDevices(hostConfig, described),
    seccomp: seccompOf(context, record),
    host: context.hostFacts,
    daemon: context.settings,
  };
  const spec = buildOciSpec(input);
  return { spec, cgroupsPath: cgroupFolderOf(spec.linux.cgroupsPath) };
}

/** What the devices that are described change for a container that asks for them. */
async function describedDevices(op: Op, context: ContainerContext, hostConfig: HostConfig): Promise<ContainerEdits> {
  const names = requestedDevices(hostConfig.DeviceRequests ?? [], context.devices);
  return names.length === 0 ? noEdits : requestedEdits(names, await context.devices.read(op));
}

/** The source of a bind that is not there becomes a folder. */
export async function makeIfMissing(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o755 });
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
}

/** A container that joins another's network sees the other's files; one that has none sees those of its image. */
async function filesOf(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  ground: RunGround,
): Promise<ContainerFilePaths> {
  if (entry.record.config.NetworkDisabled === true) return {};
  const mode = entry.record.hostConfig.NetworkMode;
  if (mode.startsWith("container:")) {
    const other = context.table.find(mode.slice("container:".length));
    return containerFilePaths(containerFolder(context.settings, other.id));
  }
  return writeContainerFiles(op, containerFolder(context.settings, entry.id), filesInput(context, entry, ground));
}

function filesInput(
  context: ContainerContext,
  entry: ContainerEntry,
  { lease, request, linked }: RunGround,
): ContainerFilesInput {
  const { config, hostConfig } = entry.record;
  return {
    hostname: hostnameIn(entry.record, context.hostFacts),
    domainname: config.Domainname,
    extraHosts: hostConfig.ExtraHosts ?? [],
    hostGateway: lease.settings.hostGateway,
    ownAddresses: lease.settings.hostAddresses,
    linked: linked.hosts,
    dns: dnsOf(context, entry),
    innerResolver: usesInnerResolver(lease.settings),
    hostNetwork: request.networkMode === "host",
  };
}
