import { checkFilterKeys } from "#api/filters.ts";
import type { ImageSummary } from "#api/types.gen.ts";
import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Filters } from "#formats/filters.ts";
import { anyValue, everyValue } from "#formats/filters.ts";
import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord } from "./records.ts";
import { matchesReference } from "./reference-pattern.ts";
import { untilSeconds } from "./until-filter.ts";
import { createdSeconds, summarize } from "./views.ts";

export interface ImageListQuery {
  readonly all: boolean;
  readonly digests: boolean;
  readonly sharedSize: boolean;
  readonly manifests: boolean;
  readonly filters: Filters;
}

const acceptedFilters = ["dangling", "label", "label!", "before", "since", "reference", "until"];

/** The images that the filters let through, newest first. @throws invalid-argument · not-found for `before` and `since` */
export function listImages(context: ImageContext, query: ImageListQuery): ImageSummary[] {
  checkFilterKeys(query.filters, acceptedFilters);
  const passes = recordFilter(context, query.filters);
  const shared = query.sharedSize ? layerUses(context) : undefined;
  const rows: ImageSummary[] = [];
  for (const record of context.table.images()) {
    if (!passes(record) || (!query.all && isIntermediate(context, record))) continue;
    const all = context.table.namesOf(record.target.digest);
    const names = all.filter((name) => anyValue(query.filters, "reference", (value) => matchesReference(value, name)));
    if (names.length === 0 && query.filters.has("reference")) continue;
    const sharedSize = shared === undefined ? -1 : sharedBytes(context, record, shared);
    rows.push(summarize(context, record, { names, manifests: query.manifests, sharedSize }));
  }
  return rows.sort((a, b) => b.Created - a.Created);
}

/** Without a name, and there for the images that were made from it: not shown unless all are asked for, and not dangling. */
export function isIntermediate({ table }: ImageContext, { target }: ImageRecord): boolean {
  return table.namesOf(target.digest).length === 0 && table.childrenOf(target.digest).length > 0;
}

function recordFilter(context: ImageContext, filters: Filters): (record: ImageRecord) => boolean {
  const dangling = danglingFilter(filters);
  const bounds = timeBounds(context, filters);
  return (record) => {
    const isDangling = context.table.namesOf(record.target.digest).length === 0 && !isIntermediate(context, record);
    if (dangling !== undefined && dangling !== isDangling) return false;
    const created = createdSeconds(record, context);
    if (created >= bounds.before || created <= bounds.after) return false;
    const labels = bestManifest(record, context.platform)?.image.imageConfig.config?.Labels ?? {};
    return (
      everyValue(filters, "label", (value) => hasLabel(labels, value)) &&
      everyValue(filters, "label!", (value) => !hasLabel(labels, value))
    );
  };
}

function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const equals = wanted.indexOf("=");
  const key = equals < 0 ? wanted : wanted.slice(0, equals);
  return Object.hasOwn(labels, key) && (equals < 0 || labels[key] === wanted.slice(equals + 1));
}

function danglingFilter(filters: Filters): boolean | undefined {
  const values = [...(filters.get("dangling") ?? [])];
  if (values.length === 0) return undefined;
  const [value = ""] = values;
  const isTrue = /^(?:1|true)$/i.test(value);
  if (values.length > 1 || !(isTrue || /^(?:0|false)$/i.test(value))) {
    throw new EngineError("invalid-argument", `invalid filter 'dangling=[${values.join(" ")}]'`);
  }
  return isTrue;
}

/** Seconds since the epoch between which, both excluded, an image must have been made. */
function timeBounds(context: ImageContext, filters: Filters): { readonly after: number; readonly before: number } {
  let after = Number.NEGATIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  for (const ref of filters.get("since") ?? []) {
    after = Math.max(after, createdSeconds(context.table.find(ref).record, context));
  }
  for (const ref of filters.get("before") ?? []) {
    before = Math.min(before, createdSeconds(context.table.find(ref).record, context));
  }
  return { after, before: Math.min(before, untilSeconds(filters)) };
}

/** How many images use each layer. */
function layerUses(context: ImageContext): Map<Digest, number> {
  const uses = new Map<Digest, number>();
  for (const record of context.table.images()) {
    for (const id of layersOf(record)) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return uses;
}

function layersOf(record: ImageRecord): Set<Digest> {
  return new Set(record.manifests.flatMap(({ image }) => [...(image?.chainIds ?? [])]));
}

function sharedBytes(context: ImageContext, record: ImageRecord, uses: ReadonlyMap<Digest, number>): number {
  let total = 0;
  for (const id of layersOf(record)) if ((uses.get(id) ?? 0) > 1) total += context.snapshots.sizeOfLayer(id);
  return total;
}
