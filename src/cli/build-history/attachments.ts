import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { AttachedDescriptor, BuildRecord } from "#formats/build/build-record.ts";
import { isIndexType } from "#formats/oci/media-types.ts";
import { askBuilder } from "../builders/ask-builder.ts";

/** A document of a build. */
export interface Attachment {
  readonly platform: string | undefined;
  readonly descriptor: AttachedDescriptor;
}

/** What a document is: the kind of a statement, else its media type. */
export function attachmentType({ descriptor }: Attachment): string {
  return descriptor.annotations?.["in-toto.io/predicate-type"] ?? descriptor.mediaType;
}

/** @throws EngineError of the engine when it is not there (any more) */
export async function readAttachment(op: Op, client: Client, digest: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await askBuilder(
    op,
    client,
    { name: "attachment", digest },
    {
      read: async ({ incoming }) => {
        for await (const chunk of incoming) chunks.push(chunk);
      },
    },
  );
  return Buffer.concat(chunks);
}

/** All documents of a build, those below indexes too; what the engine does not have any more is left out. */
export async function attachmentsOf(op: Op, client: Client, { attachments }: BuildRecord): Promise<Attachment[]> {
  const found: Attachment[] = [];
  for (const { of, platform, descriptor } of attachments) {
    if (of === "statement") found.push({ platform, descriptor });
    else found.push(...(await walked(op, client, { platform, descriptor })));
  }
  return found.sort(inOrder);
}

interface IndexMember extends AttachedDescriptor {
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
}

async function walked(op: Op, client: Client, attachment: Attachment): Promise<Attachment[]> {
  const { descriptor, platform } = attachment;
  const bytes = await readAttachment(op, client, descriptor.digest).catch((error: unknown) => {
    if (isEngineError(error)) return undefined;
    throw error;
  });
  if (bytes === undefined) return [];
  const isStatement = descriptor.annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
  const own = isStatement ? [] : [attachment];
  if (!isIndexType(descriptor.mediaType)) return own;
  const { manifests = [] } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { manifests?: IndexMember[] };
  const below: Attachment[] = [];
  for (const { platform: at, ...member } of manifests) {
    const name = at === undefined ? platform : [at.os, at.architecture, ...(at.variant ? [at.variant] : [])].join("/");
    below.push(...(await walked(op, client, { platform: name, descriptor: member })));
  }
  return [...own, ...below];
}

function inOrder(a: Attachment, b: Attachment): number {
  const byPlatform = compared(a.platform ?? "", b.platform ?? "");
  return byPlatform === 0 ? compared(attachmentType(a), attachmentType(b)) : byPlatform;
}

function compared(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
