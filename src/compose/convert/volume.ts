import type { VolumeCreateRequest } from "#api/types.gen.ts";
import { composeVersion, labels } from "../labels.ts";
import { volumeHash } from "../shape/hash.ts";
import type { Project } from "../shape/project.ts";
import type { Volume } from "../shape/resources.ts";

/** The request that makes a project's volume. */
export function volumeSpec(project: Project, key: string, volume: Volume): VolumeCreateRequest {
  return {
    Name: volume.name ?? key,
    ...(volume.driver ? { Driver: volume.driver } : {}),
    ...(volume.driver_opts === undefined ? {} : { DriverOpts: Object.fromEntries(volume.driver_opts) }),
    Labels: {
      ...Object.fromEntries(volume.labels ?? []),
      [labels.volume]: key,
      [labels.project]: project.name,
      [labels.version]: composeVersion,
      [labels.configHash]: volumeHash(volume),
    },
  };
}
