import { nowRfc3339Nano } from "#base/time.ts";
import { type NameSource, withMove } from "#core/image/name-log.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ImageContext } from "./dependencies.ts";
import type { NameLogRecord, NameRecord } from "./records.ts";

/** Names that are about to stand for other images. */
export interface NameMoves {
  /** To be committed together with the images' own records. */
  readonly records: readonly RecordChange[];
  /** The records are saved: the names stand for them from now on. */
  publish(): void;
}

/**
 * The one way in which names are given: what each stood for before is kept in its log. To be called, committed and
 * published within one `changing`. A name with a digest never moves. @param moves normalised names → targets
 */
export function moveNames(
  context: ImageContext,
  moves: Iterable<readonly [string, Descriptor]>,
  by: NameSource,
): NameMoves {
  const at = nowRfc3339Nano();
  const planned = [...new Map(moves)].map(([name, target]) => {
    const kept = context.historyAgeMs() > 0 && !name.includes("@");
    const log = kept ? withMove(context.table.log(name), context.table.currentTarget(name), { target, at, by }) : [];
    return { name, record: { target, taggedAt: at } satisfies NameRecord, log, kept };
  });
  return {
    records: planned.flatMap(({ name: key, record, log, kept }): RecordChange[] => [
      { put: "image-name", key, value: record },
      ...(kept ? [{ put: "image-log", key, value: { entries: log } satisfies NameLogRecord } as const] : []),
    ]),
    publish() {
      for (const { name, record, log, kept } of planned) {
        context.table.setName(name, record);
        if (kept) context.table.setLog(name, log);
      }
    },
  };
}
