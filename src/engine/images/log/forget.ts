import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { type NameLogEntry, withoutOld } from "#core/image/name-log.ts";
import type { RecordChange } from "#core/store/contract.ts";
import type { ImageContext } from "../dependencies.ts";
import { emitImageEvent } from "../image-events.ts";
import type { ImageRecord, NameLogRecord } from "../records.ts";

/**
 * Forgets what names stood for too long ago, and removes the images that were there for nothing else: those without a
 * name, that no container uses and no image was committed from. Where nothing is to be kept the logs go and the images
 * stay, as Docker leaves them. @returns whether an image was removed
 */
export async function forgetOldTargets(op: Op, context: ImageContext): Promise<boolean> {
  return await context.changing(op, async () => {
    const age = context.historyAgeMs();
    const shortened = shortenedLogs(context, age === 0 ? undefined : Date.now() - age);
    if (shortened.length === 0) return false;
    const removed = age === 0 ? [] : unneeded(context, shortened);
    const records: RecordChange[] = shortened.map(({ name: key, kept }) =>
      kept.length === 0
        ? { delete: "image-log", key }
        : { put: "image-log", key, value: { entries: kept } satisfies NameLogRecord },
    );
    for (const { target } of removed) records.push({ delete: "image", key: target.digest });
    await context.store.commit(op, records, "full");
    commitPoint("image.remove.committed");
    for (const { name, kept } of shortened) context.table.setLog(name, kept);
    for (const record of removed) {
      const { digest } = record.target;
      op.log.info("an image that a name stood for is old, and was removed", { image: digest });
      context.table.deleteImage(digest);
      emitImageEvent(context, "delete", { record, name: digest });
    }
    return removed.length > 0;
  });
}

interface ShortenedLog {
  readonly name: string;
  readonly kept: readonly NameLogEntry[];
  readonly gone: readonly NameLogEntry[];
}

/** @param beforeMs undefined: nothing is kept */
function shortenedLogs({ table }: ImageContext, beforeMs: number | undefined): ShortenedLog[] {
  return [...table.logs()].flatMap(([name, log]) => {
    const isCurrent = table.name(name)?.target.digest === log.at(-1)?.target.digest;
    const kept = beforeMs === undefined ? [] : withoutOld(log, { beforeMs, isCurrent });
    return kept.length === log.length ? [] : [{ name, kept, gone: log.filter((entry) => !kept.includes(entry)) }];
  });
}

function unneeded(context: ImageContext, shortened: readonly ShortenedLog[]): ImageRecord[] {
  const { table, users } = context;
  const replaced = new Map(shortened.map(({ name, kept }) => [name, kept]));
  const wanted = new Set(
    [...table.logs()].flatMap(([name, log]) => (replaced.get(name) ?? log).map(({ target }) => target.digest)),
  );
  const ids = new Set(shortened.flatMap(({ gone }) => gone.map(({ target }) => target.digest)));
  return [...ids].flatMap((id) => {
    const record = table.image(id);
    const isHeld = wanted.has(id) || table.namesOf(id).length > 0 || users.usersOf(id).length > 0;
    return record === undefined || isHeld || table.childrenOf(id).length > 0 ? [] : [record];
  });
}
