import type { BindOptions, HostConfig, Mount } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";

/** Takes an option out of all mounts: a version did not know it, and passed it over. */
export function dropBindOption(host: HostConfig, option: keyof BindOptions): HostConfig {
  if (host.Mounts === undefined) return host;
  return { ...host, Mounts: host.Mounts.map((mount) => withoutOption(mount, option)) };
}

function withoutOption(mount: Mount, option: keyof BindOptions): Mount {
  if (mount.BindOptions === undefined) return mount;
  const { [option]: _, ...rest } = mount.BindOptions;
  return { ...mount, BindOptions: rest };
}

/** @throws invalid-argument when a mount has options of another type of mount */
export function checkMountOptions(host: HostConfig): HostConfig {
  for (const mount of host.Mounts ?? []) {
    const groups = { VolumeOptions: "volume", BindOptions: "bind", TmpfsOptions: "tmpfs" } as const;
    for (const [group, type] of Object.entries(groups) as [keyof typeof groups, string][])
      if (mount[group] !== undefined && mount.Type !== type)
        throw invalid(`${group} must not be specified on mount type ${JSON.stringify(mount.Type ?? "")}`);
  }
  return host;
}

/** @throws invalid-argument: to pass it over would not keep what the client relies on */
export function refuseForceRecursive(host: HostConfig): HostConfig {
  if ((host.Mounts ?? []).some((mount) => mount.Type === "bind" && mount.BindOptions?.ReadOnlyForceRecursive === true))
    throw invalid("BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
  return host;
}

/** @throws invalid-argument: to pass it over would mount the whole volume */
export function refuseSubpath(host: HostConfig): HostConfig {
  if ((host.Mounts ?? []).some((mount) => (mount.VolumeOptions?.Subpath ?? "") !== ""))
    throw invalid("VolumeOptions.Subpath needs API v1.45 or newer");
  return host;
}

function invalid(text: string): EngineError {
  return new EngineError("invalid-argument", text);
}
