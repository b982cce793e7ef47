import type { ContainerSummary } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { nowNs } from "#base/time.ts";
import { asksForAll, containerFilter, type FilterFacts } from "#core/container/list-filters.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import { statusText } from "#core/container/state.ts";
import { type SummaryExtras, summaryView } from "#core/container/views/summary-view.ts";
import type { Filters } from "#formats/filters.ts";
import type { ContainerContext } from "./dependencies.ts";
import { sizesOf } from "./sizes.ts";

export interface ListOptions {
  readonly all: boolean;
  /** 0: no limit. */
  readonly limit: number;
  readonly size: boolean;
  readonly filters: Filters;
}

/** `GET /containers/json`: newest first, from memory; only `size` reads the disk. */
export async function list(op: Op, context: ContainerContext, options: ListOptions): Promise<ContainerSummary[]> {
  const passes = containerFilter(options.filters, filterFacts(context));
  const all = options.all || options.limit > 0 || asksForAll(options.filters);
  const chosen = context.table
    .all()
    .filter((entry) => (all || entry.running || entry.awaitsRestart) && passes(entry.record));
  const linkNames = context.table.linkNames();
  const limited = options.limit > 0 ? chosen.slice(0, options.limit) : chosen;
  const now = nowNs();
  const nameOf = imageNames(context);
  const extrasOf = (record: ContainerRecord) => ({
    now,
    imageName: nameOf(record),
    linkNames: linkNames.get(record.id),
  });
  if (!options.size) return limited.map(({ record }) => rememberedView(record, extrasOf(record)));
  return Promise.all(
    limited.map(async (entry) => {
      return summaryView(entry.record, { ...extrasOf(entry.record), size: await sizesOf(op, context, entry) });
    }),
  );
}

interface Remembered {
  readonly imageName: string;
  readonly view: ContainerSummary;
}

/** Records never change, they are replaced: what was made of one holds until its status text or its image's name differs. */
const views = new WeakMap<ContainerRecord, Remembered>();

function rememberedView(record: ContainerRecord, extras: SummaryExtras): ContainerSummary {
  if (extras.linkNames !== undefined) return summaryView(record, extras);
  const known = views.get(record);
  if (
    known?.imageName === extras.imageName &&
    known.view.Status === statusText(record.state, extras.now, record.health)
  )
    return known.view;
  const view = Object.freeze(summaryView(record, extras));
  views.set(record, { imageName: extras.imageName, view });
  return view;
}

/** The name a container was made with, as long as that still names the same image; its id otherwise. */
function imageNames(context: ContainerContext): (record: ContainerRecord) => string {
  const ids = new Map<string, string | undefined>();
  return (record) => {
    const { reference, id } = record.image;
    if (reference === "") return "";
    if (!ids.has(reference)) ids.set(reference, context.images.idOf(reference));
    return ids.get(reference) === id ? reference : id;
  };
}

function filterFacts(context: ContainerContext): FilterFacts {
  return {
    find(ref) {
      try {
        return context.table.find(ref).record;
      } catch {
        return undefined;
      }
    },
    imageIds(reference) {
      const id = context.images.idOf(reference);
      return new Set(id === undefined ? [] : [id]);
    },
    networkId: (ref) => context.networks.idOf(ref),
  };
}
