import type { MountPoint } from "#api/types.gen.ts";
import { cleanPath } from "../oci-spec/plan-mounts.ts";
import type { ContainerRecord } from "../record.ts";

/**
 * Mount points as Docker shows them: an anonymous volume of `Binds` without its name, and a relative path of `Volumes` as it
 * was given.
 */
export function shownMounts({ mounts, hostConfig, config }: ContainerRecord): MountPoint[] {
  const bare = new Set((hostConfig.Binds ?? []).filter((bind) => !bind.includes(":")).map(cleanPath));
  const relative = new Map(
    Object.keys(config.Volumes ?? {}).flatMap((path) => (path.startsWith("/") ? [] : [[cleanPath(`/${path}`), path]])),
  );
  return mounts.map((mount) => {
    const given = relative.get(mount.Destination);
    if (given !== undefined && mount.Mode === "") return { ...mount, Destination: given };
    if (mount.Type !== "volume" || !bare.has(mount.Destination)) return mount;
    const { Name: _, ...nameless } = mount;
    return nameless;
  });
}
