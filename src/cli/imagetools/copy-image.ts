import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { decodeDocument } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { Reference } from "#formats/reference/reference.ts";
import type { RemoteRepository } from "../registry/open-repository.ts";
import type { RemoteImages } from "./remote-images.ts";

export interface ImageCopy {
  readonly digest: Digest;
  readonly from: Reference;
  readonly to: Reference;
}

/** Brings a manifest with all that it names from one repository to another. Within a registry nothing is sent. */
export async function copyImage(op: Op, images: RemoteImages, { digest, from, to }: ImageCopy): Promise<void> {
  const target = await images.repository(op, to, { push: true });
  const source = await images.repository(op, from);
  const isNear = from.domain === to.domain;
  await copyManifest(op, { source, target, from: isNear ? from : undefined }, digest);
}

interface Way {
  readonly source: RemoteRepository;
  readonly target: RemoteRepository;
  /** Where blobs can be taken over from; undefined: they have to be sent. */
  readonly from: Reference | undefined;
}

async function copyManifest(op: Op, way: Way, digest: Digest): Promise<void> {
  const manifest = await way.source.manifest(op, digest);
  const document = decodeDocument(manifest.bytes, manifest.descriptor.mediaType);
  if ("index" in document) for (const member of document.index.manifests) await copyManifest(op, way, member.digest);
  else for (const blob of [document.manifest.config, ...document.manifest.layers]) await copyBlob(op, way, blob);
  await way.target.put(op, manifest, digest);
}

async function copyBlob(op: Op, { source, target, from }: Way, blob: Descriptor): Promise<void> {
  if (from !== undefined && (await target.mount(op, blob, from))) return;
  const folder = await mkdtemp(join(tmpdir(), "image-copy-"));
  try {
    const path = join(folder, "blob");
    await source.download(op, blob, path);
    await target.upload(op, blob, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
