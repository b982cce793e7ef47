import { cpus } from "node:os";
import { join } from "node:path";
import { Slots } from "#base/slots.ts";
import { ghaPlace, s3Place } from "#core/build/cache/entry-options.ts";
import { dockerfileFrontend } from "#core/build/frontend/dockerfile-frontend.ts";
import type { Registries } from "#core/registry/contract.ts";
import { baseImages } from "#engine/build/base-images.ts";
import { CacheGc } from "#engine/build/cache/cache-gc.ts";
import { CachePruner } from "#engine/build/cache/prune-cache.ts";
import { openEntryStore } from "#engine/build/cache-entries/open-store.ts";
import { cacheSources } from "#engine/build/cache-import/cache-sources.ts";
import { EntryCaches } from "#engine/build/cache-import/entry-caches.ts";
import { ImageCaches } from "#engine/build/cache-import/image-caches.ts";
import { LocalCaches } from "#engine/build/cache-import/local-caches.ts";
import { Exporter } from "#engine/build/export/exporter.ts";
import { BuildFiles } from "#engine/build/files/runner.ts";
import { makeRunRunner } from "#engine/build/run/runner.ts";
import { Builder } from "#engine/build/service/build-service.ts";
import { exportTrees } from "#engine/build/service/export-trees.ts";
import { SolvedSteps } from "#engine/build/service/planned-steps.ts";
import { Results } from "#engine/build/service/results.ts";
import type { SolverDependencies } from "#engine/build/solver/dependencies.ts";
import { Solver } from "#engine/build/solver/solver.ts";
import { openSources } from "#engine/build/sources/sources.ts";
import type { ContainerContext } from "#engine/containers/dependencies.ts";
import type { Images } from "#engine/images/images.ts";
import type { NetworkService } from "#engine/networks/network-service.ts";
import type { Builtins } from "../builtins.ts";
import type { DaemonConfig } from "../config/daemon-config.ts";
import { gcPolicies } from "./gc-policies.ts";
import type { OpenedCache } from "./open-cache.ts";

export interface BuilderGround {
  readonly builtins: Builtins;
  readonly opened: OpenedCache;
  readonly images: Images;
  readonly networks: NetworkService;
  readonly registries: Registries;
  readonly context: ContainerContext;
  readonly engineId: string;
  /** Of this program. */
  readonly version: string;
  /** In force now. */
  config(): DaemonConfig;
}

/** Opens the builder. The cache has been opened before the images, which keep what it needs. */
export async function openBuilder({
  builtins,
  opened,
  images,
  networks,
  registries,
  context,
  engineId,
  version,
  config,
}: BuilderGround): Promise<Builder> {
  const { cache, folders, history, places, now } = opened;
  const { steps, trees } = builtins.snapshots;
  const log = context.log;
  const { dataRoot } = config();
  const files = new BuildFiles(builtins.buildFiles);
  const building = images.building();
  const sources = await openSources({
    ...{ worker: builtins.buildFiles, folders, images: building, now },
    path: join(dataRoot, "build-files"),
  });
  const deps: SolverDependencies = {
    ...{ cache, steps, places, log, now, mounts: builtins.kernel, images: baseImages(images) },
    workerId: engineId,
    slots: new Slots(Math.max(4, 2 * cpus().length)),
    runners: {
      run: makeRunRunner({ ...context, networks, mounts: builtins.kernel, caches: folders, trees, files, steps }),
      files,
      sources,
    },
  };
  const pruner = new CachePruner({ cache, folders, now, path: dataRoot, collect: (op) => images.collectUnused(op) });
  const gc = new CacheGc({ pruner, log, policies: () => gcPolicies(config().builder, dataRoot) });
  const exporter = new Exporter({
    ...{ images: building, hostPlatform: images.platform, folders, registries },
    files: builtins.files,
    proxies: () => config().registries,
    cataloguer: builtins.packages,
    tool: { name: "gantry", version },
    push: (op, name, access) => images.push(op, name, { tag: "", platform: undefined, access, progress: () => {} }),
  });
  const ground = {
    solvedSteps: new SolvedSteps(),
    ...{ deps, exporter, frontend: dockerfileFrontend, trees: exportTrees(deps), hostPlatform: images.platform },
    cacheSources: cacheSources({
      registry: new ImageCaches({
        ...{ images: deps.images, own: images, content: building.content, built: building, registries },
      }),
      local: new LocalCaches(building),
      gha: new EntryCaches(building, (attributes) => openEntryStore(ghaPlace(attributes), config().registries)),
      s3: new EntryCaches(building, (attributes) => openEntryStore(s3Place(attributes), config().registries)),
    }),
    solver: new Solver(deps),
    results: new Results(),
    devices: context.devices,
    allowedEntitlements: () => config().builder.entitlements,
  };
  return new Builder({ ground, history, pruner, gc, content: building.content });
}
