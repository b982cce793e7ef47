import { messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { type CacheExport, cacheExport } from "#core/build/cache/cache-options.ts";
import type { ExportRequest } from "#core/build/contract.ts";
import type { ExportableResult, ExportContext } from "#core/build/exporter.ts";
import { openEntryStore } from "../cache-entries/open-store.ts";
import { ExportSteps } from "../export/export-steps.ts";
import { LayerPacker } from "../export/layer-packer.ts";
import type { ExporterDependencies } from "../export/room.ts";
import { chosenSteps } from "./chosen-steps.ts";
import { localStore } from "./local-store.ts";
import { prepareCache } from "./prepare-cache.ts";
import { prepareMounts } from "./prepare-mounts.ts";
import { registryStore } from "./registry-store.ts";
import { writeEntryCache } from "./write-entry-cache.ts";
import { writeManifestCache } from "./write-manifest-cache.ts";

export interface CachesQuestion {
  readonly result: ExportableResult;
  readonly request: ExportRequest;
  readonly context: ExportContext;
}

/** What one cache is written from and to. */
export interface CacheRoom extends CachesQuestion, ExporterDependencies {
  readonly steps: ExportSteps;
}

const names: Readonly<Record<CacheExport["type"], string>> = {
  local: "exporting cache to client directory",
  registry: "exporting cache to registry",
  gha: "exporting to GitHub Actions Cache",
  s3: "exporting cache to Amazon S3",
};

/** Writes the caches that a build asks for beside its results. @returns what is said of them: `cache.manifest` */
export async function exportCaches(
  op: Op,
  dependencies: ExporterDependencies,
  question: CachesQuestion,
): Promise<Record<string, string>> {
  const answer: Record<string, string> = {};
  for (const location of question.request.cacheExports) {
    if (location.type === "inline") continue;
    const wanted = cacheExport(location);
    const steps = new ExportSteps(question.context.progress, names[wanted.type]);
    const room = { ...dependencies, ...question, steps };
    try {
      Object.assign(answer, await steps.run(() => exportCache(op, room, wanted)));
    } catch (error) {
      throwIfEnded(op);
      if (!wanted.ignoreError) throw error;
      op.log.warn("a cache was not exported", { type: wanted.type, error: messageOf(error) });
    }
  }
  return answer;
}

async function exportCache(op: Op, room: CacheRoom, wanted: CacheExport): Promise<Record<string, string>> {
  const { images, files, context, request, result } = room;
  return await images.holding(op, async () => {
    const options = { packing: wanted.packing, latest: request.sourceDateEpoch };
    const packer = new LayerPacker({ content: images.content, files, trees: context.trees }, options);
    const cache = await room.steps.part("preparing build cache for export", () =>
      prepareCache(op, packer, chosenSteps(result.images, wanted)),
    );
    const mounts = await prepareMounts(op, room, wanted);
    if (wanted.type === "gha" || wanted.type === "s3") {
      using entries = openEntryStore(wanted, room.proxies());
      return await writeEntryCache(op, { room, store: entries }, { ...cache, mounts });
    }
    await using store = wanted.type === "local" ? localStore(room, wanted) : await registryStore(op, room, wanted);
    return await writeManifestCache(op, { room, store, documents: wanted }, { ...cache, mounts });
  });
}
