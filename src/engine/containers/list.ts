import type { ContainerSummary } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { nowNs } from "#base/time.ts";
import { asksForAll, containerFilter, type FilterFacts } from "#core/container/list-filters.ts";
import { summaryView } from "#core/container/views/summary-view.ts";
import type { Filters } from "#formats/filters.ts";
import type { ContainerEntry } from "./container-entry.ts";
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
  const limited = options.limit > 0 ? chosen.slice(0, options.limit) : chosen;
  const now = nowNs();
  return Promise.all(limited.map((entry) => summary(op, context, entry, { now, size: options.size })));
}

async function summary(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { now, size }: { readonly now: bigint; readonly size: boolean },
): Promise<ContainerSummary> {
  return summaryView(entry.record, {
    now,
    imageName: imageName(context, entry),
    ...(size ? { size: await sizesOf(op, context, entry) } : {}),
  });
}

/** The name it was made with, as long as that still names the same image; its id otherwise. */
function imageName(context: ContainerContext, entry: ContainerEntry): string {
  const { reference, id } = entry.record.image;
  return context.images.idOf(reference) === id ? reference : id;
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
