import { commitPoint } from "#base/commit-points.ts";
import type { Op } from "#base/op.ts";
import { tagWithDigest } from "#core/image/errors.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { ImageContext } from "./dependencies.ts";
import { emitImageEvent } from "./image-events.ts";
import { moveNames } from "./name-moves.ts";
import { targetOf } from "./views.ts";

export interface TagTarget {
  readonly repo: string;
  /** Empty: what `repo` says, or `latest`. */
  readonly tag: string;
}

/** Gives an image a further name, which another image may lose. @throws not-found · invalid-argument */
export async function tagImage(
  op: Op,
  context: ImageContext,
  request: { readonly ref: string; readonly target: TagTarget },
): Promise<void> {
  const name = newName(request.target);
  const record = await context.changing(op, async () => {
    const found = context.table.find(request.ref);
    const moves = moveNames(context, [[name, targetOf(context, found.record, found.name)]], "tag");
    await context.store.commit(op, moves.records, "full");
    commitPoint("image.tag.committed");
    moves.publish();
    return found.record;
  });
  emitImageEvent(context, "tag", { record, name: familiarText(parseReference(name)) });
}

function newName(target: TagTarget): string {
  const given = parseReference(target.repo);
  if (given.digest !== undefined) throw tagWithDigest();
  if (target.tag === "") return referenceText(withDefaultTag(given));
  const { domain, path } = given;
  return referenceText(parseReference(`${domain}/${path}:${target.tag}`));
}
