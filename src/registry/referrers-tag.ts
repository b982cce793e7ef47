import { type Digest, digestHex } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import type { StoredManifest } from "#core/registry/contract.ts";
import { badAnswer } from "#core/registry/errors.ts";
import { decodeDocument, decodeLayoutIndex, maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { isIndexType, isManifestType, mediaTypes } from "#formats/oci/media-types.ts";
import { manifestPath } from "./manifest-request.ts";
import type { RefusalTexts } from "./refusals.ts";
import type { Session } from "./session.ts";

const maxErrorBytes = 64 << 10;

/** The tag under which registries without a referrers API have the list of what refers to a manifest. */
export function referrersTag(digest: Digest): string {
  return `sha256-${digestHex(digest)}`;
}

/**
 * What a registry that keeps no list of referrers leaves to the client: adds a manifest that has a subject to the list under the subject's
 * tag. Two clients that do so at one moment may lose one's line, as the specification says.
 * @see distribution spec, "Pushing Manifests with Subject"
 */
export async function addToReferrersTag(
  op: Op,
  session: Session,
  manifest: StoredManifest,
  refusals: RefusalTexts,
): Promise<void> {
  const referrer = readReferrer(manifest);
  if (referrer === undefined) return;
  const tag = referrersTag(referrer.subject);
  const path = manifestPath(session.endpoint.path, tag);
  const known = await readList(op, { session, path, tag, refusals });
  if (known.some(({ digest }) => digest === referrer.descriptor.digest)) return;
  const manifests = [...known, referrer.descriptor];
  const list = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests }));
  const answer = await session.send(
    op,
    {
      method: "PUT",
      path,
      headers: { "Content-Type": mediaTypes.ociIndex },
      body: { sizeBytes: list.length, send: (write) => write(list) },
    },
    { limitBytes: maxErrorBytes },
  );
  if (![200, 201, 202].includes(answer.head.status)) throw refusals.toError(answer.head, answer.bytes, `:${tag}`);
}

interface TagRequest {
  readonly session: Session;
  readonly path: string;
  readonly tag: string;
  readonly refusals: RefusalTexts;
}

/** @throws when what the tag stands for is no list: it is somebody's own */
async function readList(op: Op, { session, path, tag, refusals }: TagRequest): Promise<readonly Descriptor[]> {
  const tooLarge = (): Error => badAnswer(`the list of referrers ${tag} is too large`);
  const limits = { limitBytes: maxDocumentBytes, tooLarge };
  const accept = { Accept: mediaTypes.ociIndex };
  const { head, bytes } = await session.send(op, { method: "GET", path, headers: accept }, limits);
  if (head.status === 404) return [];
  if (head.status !== 200) throw refusals.toError(head, bytes, `:${tag}`);
  return decodeLayoutIndex(bytes).manifests;
}

/** As a list of referrers has it; undefined for what refers to nothing. */
function readReferrer({ descriptor, bytes }: StoredManifest): { subject: Digest; descriptor: Descriptor } | undefined {
  const { mediaType } = descriptor;
  if (!bytes.includes('"subject"') || !(isManifestType(mediaType) || isIndexType(mediaType))) return undefined;
  const document = decodeDocument(bytes, mediaType);
  const { subject, artifactType, annotations } = "manifest" in document ? document.manifest : document.index;
  if (subject === undefined) return undefined;
  const kind = artifactType ?? ("manifest" in document ? document.manifest.config.mediaType : undefined);
  return {
    subject: subject.digest,
    descriptor: {
      ...{ mediaType, digest: digestOf(bytes), size: bytes.length },
      ...(kind === undefined ? {} : { artifactType: kind }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}
