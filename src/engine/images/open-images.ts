import { Mutex } from "#base/mutex.ts";
import type { Op } from "#base/op.ts";
import { BlobSources } from "./blob-sources.ts";
import { Collector } from "./collect.ts";
import type { ImageContext, ImageDependencies } from "./dependencies.ts";
import { ImageTable } from "./image-table.ts";
import { Images } from "./images.ts";
import { Downloads } from "./pull/downloads.ts";
import { restoreImages } from "./restore.ts";

/** Opens the images of a data root: recovers the content store and reads all records. Layers must be known by now. */
export async function openImages(op: Op, deps: ImageDependencies): Promise<Images> {
  await deps.content.recover(op);
  const table = new ImageTable();
  const sources = new BlobSources();
  await sources.restore(op, deps.store);
  const downloads = new Downloads(deps.content);
  const collector = new Collector(deps, { table, sources, downloads });
  const changes = new Mutex();
  const context: ImageContext = {
    ...deps,
    table,
    sources,
    downloads,
    changing: (op, work) => changes.run(op, work),
    holding: (op, work) => collector.holding(op, work),
    moment: (work) => collector.moment(work),
    pin: (op, digests) => collector.pin(op, digests),
  };
  await restoreImages(op, context);
  return new Images(context, collector);
}
