import { readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { HostConfig } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type { ResolvedDevices } from "#core/container/oci-spec/input.ts";
import type { OciDevice, OciDeviceRule } from "#formats/oci/runtime-spec.ts";

const wholeMode = 0o7777;

/** Looks up the devices that a request names. @throws system when one is not there */
export function resolveDevices(hostConfig: HostConfig): ResolvedDevices {
  const nodes: OciDevice[] = [];
  const rules: OciDeviceRule[] = [];
  for (const { PathOnHost, PathInContainer, CgroupPermissions } of hostConfig.Devices ?? []) {
    for (const node of devicesAt(PathOnHost, PathInContainer)) {
      nodes.push(node);
      const { type, major, minor } = node;
      rules.push({ allow: true, type: type === "b" ? "b" : "c", major, minor, access: CgroupPermissions || "rwm" });
    }
  }
  return { nodes, rules, blockDevices: blockDevicesOf(hostConfig) };
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

/** Whether CDI devices are described on this machine (CNCF Container Device Interface, "Format and Kinds"). */
export function hasDeviceDescriptions(): boolean {
  return ["/etc/cdi", "/var/run/cdi"].some((folder) => {
    try {
      return readdirSync(folder).some((name) => /\.(json|ya?ml)$/.test(name));
    } catch {
      return false;
    }
  });
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
