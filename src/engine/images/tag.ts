import type { Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { tagWithDigest } from "#core/image/errors.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { ImageContext } from "./dependencies.ts";
import { emitImageEvent } from "./image-events.ts";
import type { NameRecord } from "./records.ts";
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
    const value: NameRecord = { target: targetOf(context, found.record, found.name), taggedAt: nowRfc3339Nano() };
    await context.store.commit(op, [{ put: "image-name", key: name, value }], "full");
    context.table.setName(name, value);
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
