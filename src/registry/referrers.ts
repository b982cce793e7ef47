import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { badAnswer } from "#core/registry/errors.ts";
import { decodeLayoutIndex, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { nextPage } from "./next-page.ts";
import { referrersTag } from "./referrers-tag.ts";
import type { RefusalTexts } from "./refusals.ts";
import type { Session } from "./session.ts";

const accept = { Accept: mediaTypes.ociIndex };
const maxPages = 1_000;

/** What refers to a manifest: by the referrers API, or by the tag `sha256-HEX` of registries without it. */
export async function referrersOf(
  op: Op,
  session: Session,
  digest: Digest,
  refusals: RefusalTexts,
): Promise<Descriptor[]> {
  const { path } = session.endpoint;
  const limits = { limitBytes: maxDocumentBytes, tooLarge: () => badAnswer(`the referrers of ${digest} are too many`) };
  const found: Descriptor[] = [];
  let next: string | URL | undefined = `/${path}/referrers/${digest}`;
  for (let page = 0; next !== undefined && page < maxPages; page++) {
    const document = await session.send(op, { method: "GET", path: next, headers: accept }, limits);
    if (document.head.status === 404 && page === 0) break;
    if (document.head.status !== 200) throw refusals.toError(document.head, document.bytes, `@${digest}`);
    found.push(...decodeLayoutIndex(document.bytes).manifests);
    next = nextPage(document);
    if (next === undefined) return found;
  }
  const tag = referrersTag(digest);
  const document = await session.send(
    op,
    { method: "GET", path: `/${path}/manifests/${tag}`, headers: accept },
    limits,
  );
  if (document.head.status === 404) return found;
  if (document.head.status !== 200) throw refusals.toError(document.head, document.bytes, `:${tag}`);
  return [...decodeLayoutIndex(document.bytes).manifests];
}
