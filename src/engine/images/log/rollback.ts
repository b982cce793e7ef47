import type { ImageRollbackResponse } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { formerImageGone, historyIsOff, invalidMoves, noSuchFormerImage } from "#core/image/errors.ts";
import { admitImage } from "../admit.ts";
import type { ImageContext } from "../dependencies.ts";
import { emitImageEvent } from "../image-events.ts";
import { moveNames } from "../name-moves.ts";
import { logOf } from "./log.ts";

/**
 * Gives a name the image that it stood for `to` moves ago. That is a move, too: one rollback more undoes it.
 * @throws not-found · invalid-argument · conflict where nothing is kept
 */
export async function rollbackImage(
  op: Op,
  context: ImageContext,
  { ref, to: text }: { readonly ref: string; readonly to: string },
): Promise<ImageRollbackResponse> {
  const to = movesOf(text);
  if (context.historyAgeMs() === 0) throw historyIsOff();
  const { record, familiar, previous } = await context.changing(op, async () => {
    const { name, familiar, rows } = logOf(context, ref);
    const found = rows.find(({ n }) => n === to);
    if (found === undefined) throw noSuchFormerImage(familiar, to, rows.filter(({ n }) => n > 0).length);
    const { target } = found.entry;
    const record = context.table.image(target.digest);
    if (record === undefined) throw formerImageGone(familiar, to, target.digest);
    await admitImage(op, context.events, { by: "rollback", target, names: [name] });
    const previous = context.table.name(name)?.target.digest ?? "";
    const moves = moveNames(context, [[name, target]], "rollback");
    await context.store.commit(op, moves.records, "full");
    commitPoint("image.rollback.committed");
    moves.publish();
    return { record, familiar, previous };
  });
  emitImageEvent(context, "tag", { record, name: familiar });
  return { Id: record.target.digest, Previous: previous };
}

/** @throws invalid-argument */
function movesOf(text: string): number {
  if (text === "") return 1;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalidMoves(text);
  return Number(text);
}
