import type { HistoryEntry } from "#formats/oci/image.ts";

/** When a layer was made, and what it is called where no instruction of the history stands for it. */
export interface LayerFacts {
  /** RFC 3339; undefined: of the base image. */
  readonly createdAt: string | undefined;
  readonly description: string;
}

/**
 * A history with one entry per layer and a time in each: that of its layer, and of what has none, that of the step before it (BuildKit,
 * exporter/containerimage). The image is as old as its last entry, so that the same cached steps give the same image.
 */
export function completeHistory(history: readonly HistoryEntry[], layers: readonly LayerFacts[]): HistoryEntry[] {
  const counted = history.filter(({ empty_layer: isEmpty }) => isEmpty !== true).length;
  const missing = layers.slice(counted).map(
    ({ description }): HistoryEntry => ({
      created_by: description,
      comment: "buildkit.exporter.image.v0",
    }),
  );
  const times = layerTimes([...history, ...missing], layers);
  return fillTimes(times);
}

function layerTimes(history: readonly HistoryEntry[], layers: readonly LayerFacts[]): HistoryEntry[] {
  let layer = 0;
  return history.map((entry) => {
    if (entry.empty_layer === true) return entry;
    const created = entry.created ?? layers[layer]?.createdAt;
    layer++;
    if (layer > layers.length) return { ...entry, empty_layer: true };
    return created === undefined ? entry : withTime(entry, created);
  });
}

/** Before the first new layer there is nothing but what comes after it to take a time from. */
function fillTimes(history: readonly HistoryEntry[]): HistoryEntry[] {
  let current = firstNewTime(history);
  let passedGap = false;
  return history.map((entry) => {
    if (entry.created !== undefined) {
      if (passedGap) current = entry.created;
      return entry;
    }
    passedGap = true;
    return current === undefined ? entry : withTime(entry, current);
  });
}

function firstNewTime(history: readonly HistoryEntry[]): string | undefined {
  const gap = history.findIndex(({ created }) => created === undefined);
  const after = gap < 0 ? undefined : history.slice(gap).find(({ created }) => created !== undefined);
  return (after ?? history.findLast(({ created }) => created !== undefined))?.created;
}

/** Time first, as Go has the fields. */
function withTime({ created: _, ...entry }: HistoryEntry, created: string): HistoryEntry {
  return { created, ...entry };
}
