import type { BuildService } from "#core/build/contract.ts";
import { cacheUsage } from "#engine/build/api/cache-usage.ts";
import type { ContainerService } from "#engine/containers/container-service.ts";
import type { Images } from "#engine/images/images.ts";
import type { UsageSources } from "#engine/system/system-facts.ts";
import type { VolumeService } from "#engine/volumes/volume-service.ts";
import { noFilters } from "#formats/filters.ts";

/** Where disk usage comes from. */
export function usageSources(services: {
  readonly builds: Pick<BuildService, "diskUsage">;
  readonly containers: ContainerService;
  readonly images: Images;
  readonly volumes: VolumeService;
}): UsageSources {
  const { builds, containers, images, volumes } = services;
  return {
    containers: (op) => containers.list(op, { all: true, limit: 0, size: true, filters: noFilters }),
    images: (op) =>
      images.list(op, { all: false, digests: false, sharedSize: true, manifests: false, filters: noFilters }),
    volumes: (op) => volumes.usage(op),
    buildCache: () => cacheUsage(builds.diskUsage()),
    imageBytes: (op) => images.usedBytes(op),
    imageHistory: () => images.logs.usage(),
  };
}
