import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { HostConfig } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import { deviceEdits } from "#core/container/oci-spec/described-devices.ts";
import { injectionFailed } from "#core/container/oci-spec/device-requests.ts";
import { noDevices, type ResolvedDevices } from "#core/container/oci-spec/input.ts";
import type { ContainerEdits, DeviceNode } from "#formats/cdi/description.ts";
import type { OciDevice, OciDeviceRule } from "#formats/oci/runtime-spec.ts";

const wholeMode = 0o7777;

/** Looks up the devices that a request names, and those that are described for it. @throws system when one is not there */
export function resolveDevices(hostConfig: HostConfig, described: ContainerEdits): ResolvedDevices {
  const nodes: OciDevice[] = [];
  const rules: OciDeviceRule[] = [];
  for (const { PathOnHost, PathInContainer, CgroupPermissions } of hostConfig.Devices ?? []) {
    for (const node of devicesAt(PathOnHost, PathInContainer)) {
      nodes.push(node);
      const { type, major, minor } = node;
      rules.push({ allow: true, type: type === "b" ? "b" : "c", major, minor, access: CgroupPermissions || "rwm" });
    }
  }
  return withDescribed({ ...noDevices, nodes, rules, blockDevices: blockDevicesOf(hostConfig) }, described);
}

/**
 * Looks up the nodes of devices that are described: of two at one path the later one counts.
 * @param owner whose nodes are that are not said to be somebody's; left out: root's
 * @throws system when one is not there
 */
export function withDescribed(
  devices: ResolvedDevices,
  described: ContainerEdits,
  owner?: { readonly uid: number; readonly gid: number },
): ResolvedDevices {
  const nodes = new Map(devices.nodes.map((node) => [node.path, node]));
  const rules = [...devices.rules];
  for (const wish of described.deviceNodes) {
    const node = describedNode(wish, owner);
    nodes.delete(node.path);
    nodes.set(node.path, node);
    const { type, major, minor } = node;
    if (type === "b" || type === "c")
      rules.push({ allow: true, type, major, minor, access: wish.permissions || "rwm" });
  }
  return { ...devices, nodes: [...nodes.values()], rules, edits: deviceEdits(described) };
}

function describedNode(wish: DeviceNode, owner: { readonly uid: number; readonly gid: number } | undefined): OciDevice {
  const uid = wish.uid ?? owner?.uid;
  const gid = wish.gid ?? owner?.gid;
  return {
    path: wish.path,
    ...numbersOf(wish),
    ...(wish.fileMode === undefined ? {} : { fileMode: wish.fileMode }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** What the description does not say is as on the host. */
function numbersOf({ path, hostPath, type, major, minor }: DeviceNode): Pick<OciDevice, "type" | "major" | "minor"> {
  const isFifo = type === "p";
  if (type !== "" && (major !== 0 || isFifo)) return { type: type as OciDevice["type"], major, minor };
  const source = hostPath || path;
  const found = nodeOnHost(source);
  if (type !== "" && type !== found.type)
    throw notInjected(`CDI device ("${path}", "${source}"), host type mismatch (${type}, ${found.type})`);
  return major !== 0 ? { ...found, major, minor } : found;
}

function nodeOnHost(path: string): Pick<OciDevice, "type" | "major" | "minor"> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const failed = `failed to stat CDI host device "${path}"`;
  if (stat === undefined) throw notInjected(`${failed}: no such file or directory`);
  const type = stat.isBlockDevice() ? "b" : stat.isCharacterDevice() ? "c" : stat.isFIFO() ? "p" : undefined;
  if (type === undefined) throw notInjected(`${failed}: not a device node`);
  return { type, ...deviceNumbers(stat.rdev) };
}

function notInjected(reason: string): EngineError {
  return injectionFailed(`failed to inject devices: ${reason}`);
}

/** Every device node below `/dev`, for privileged containers. The pseudo terminals and mounts of its own are left out. */
export function allHostDevices(folder = "/dev"): OciDevice[] {
  const found: OciDevice[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev"].includes(entry.name)) {
      found.push(...allHostDevices(path));
    } else if ((entry.isCharacterDevice() || entry.isBlockDevice()) && path !== "/dev/console") {
      found.push(deviceAt(path, path));
    }
  }
  return found;
}

function devicesAt(hostPath: string, containerPath: string): OciDevice[] {
  const stat = statOf(hostPath);
  if (!stat.isDirectory()) return [deviceAt(hostPath, containerPath)];
  return allHostDevices(hostPath).map((device) => ({
    ...device,
    path: join(containerPath, device.path.slice(hostPath.length)),
  }));
}

function deviceAt(hostPath: string, containerPath: string): OciDevice {
  const stat = statOf(hostPath);
  if (!stat.isCharacterDevice() && !stat.isBlockDevice()) {
    throw new EngineError(
      "system",
      `error gathering device information while adding custom device "${hostPath}": not a device node`,
    );
  }
  return {
    path: containerPath,
    type: stat.isBlockDevice() ? "b" : "c",
    ...deviceNumbers(stat.rdev),
    fileMode: stat.mode & wholeMode,
    uid: stat.uid,
    gid: stat.gid,
  };
}

function blockDevicesOf(hostConfig: HostConfig): Map<string, { readonly major: number; readonly minor: number }> {
  const limited: readonly { readonly Path: string }[] = [
    ...(hostConfig.BlkioWeightDevice ?? []),
    ...(hostConfig.BlkioDeviceReadBps ?? []),
    ...(hostConfig.BlkioDeviceWriteBps ?? []),
    ...(hostConfig.BlkioDeviceReadIOps ?? []),
    ...(hostConfig.BlkioDeviceWriteIOps ?? []),
  ];
  const numbers = new Map<string, { readonly major: number; readonly minor: number }>();
  for (const { Path } of limited) numbers.set(Path, deviceNumbers(statOf(Path).rdev));
  return numbers;
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const text = `error gathering device information while adding custom device "${path}": no such file or directory`;
    throw new EngineError("system", text, { cause: error });
  }
}

/** glibc's encoding of a device number (gnu_dev_major(3)). */
function deviceNumbers(rdev: number): { readonly major: number; readonly minor: number } {
  const high = Math.floor(rdev / 2 ** 32);
  return { major: ((rdev >>> 8) & 0xfff) | (high & ~0xfff), minor: (rdev & 0xff) | ((rdev >>> 12) & 0xfff00) };
}
