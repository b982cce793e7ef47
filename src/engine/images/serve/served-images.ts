import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import {
  familiarRepository,
  isTag,
  parseReference,
  type Reference,
  referenceText,
  repositoryOf,
} from "#formats/reference/reference.ts";
import type { ImageContext } from "../dependencies.ts";
import type { ImageRecord } from "../records.ts";
import { type ReceivedImage, receiveImage } from "./receive-image.ts";

/** A file of the content store. */
export interface ServedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export type ServedManifest = ServedFile & { readonly digest: Digest; readonly mediaType: string };

/**
 * The engine's images as a registry has them: a repository of the registry is the name that users give the image here, so
 * that `team/app` is this engine's `team/app`. Reads come from memory.
 */
export class ServedImages {
  readonly #context: ImageContext;
  readonly #publish: (op: Op) => Promise<void>;

  constructor(context: ImageContext, publish: (op: Op) => Promise<void>) {
    this.#context = context;
    this.#publish = publish;
  }

  /** What a tag or digest of a repository stands for. */
  manifest(
    repository: string,
    reference: { readonly tag: string } | { readonly digest: Digest },
  ): ServedManifest | undefined {
    const named = nameOf(repository);
    if (named === undefined) return undefined;
    if ("tag" in reference) {
      const target = this.#context.table.name(referenceText({ ...named, tag: reference.tag }))?.target;
      return target && this.#file(target.digest, target.mediaType);
    }
    for (const { target, manifests } of this.#imagesOf(named)) {
      const known = [target, ...manifests.map(({ descriptor }) => descriptor)];
      const found = known.find(({ digest }) => digest === reference.digest);
      if (found !== undefined) return this.#file(found.digest, found.mediaType);
    }
    return undefined;
  }

  #file(digest: Digest, mediaType: string): ServedManifest | undefined {
    const sizeBytes = this.#context.content.sizeOf(digest);
    if (sizeBytes === undefined) return undefined;
    return { digest, mediaType, sizeBytes, path: this.#context.content.pathOf(digest) };
  }

  /** A blob of any image of the repository. */
  blob(repository: string, digest: Digest): ServedFile | undefined {
    const named = nameOf(repository);
    const sizeBytes = this.#context.content.sizeOf(digest);
    if (named === undefined || sizeBytes === undefined) return undefined;
    for (const { blobs } of this.#imagesOf(named))
      if (blobs.some(([has]) => has === digest)) return { path: this.#context.content.pathOf(digest), sizeBytes };
    return undefined;
  }

  tags(repository: string): string[] {
    const named = nameOf(repository);
    if (named === undefined) return [];
    const prefix = `${repositoryOf(named)}:`;
    return this.#names()
      .flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
      .filter(isTag);
  }

  /** Those that have a tag. */
  repositories(): string[] {
    const tagged = this.#names()
      .map(parseReference)
      .filter(({ tag }) => tag !== undefined);
    return [...new Set(tagged.map(familiarRepository))];
  }

  /** Whether an image has the manifest or is it. */
  has(digest: Digest): boolean {
    for (const { target, manifests } of this.#context.table.images())
      if (target.digest === digest || manifests.some(({ descriptor }) => descriptor.digest === digest)) return true;
    return false;
  }

  /** Makes an image of what was pushed. @throws invalid-argument · not-found · forbidden */
  async receive(
    op: Op,
    received: Omit<ReceivedImage, "name"> & { readonly repository: string; readonly tag: string },
  ): Promise<void> {
    const { repository, tag, ...image } = received;
    const name = referenceText({ ...parseReference(repository), tag });
    await receiveImage(op, this.#context, { ...image, name });
    await this.#publish(op);
  }

  #names(): string[] {
    return this.#context.table.names();
  }

  *#imagesOf(named: Reference): Generator<ImageRecord> {
    const repository = repositoryOf(named);
    const seen = new Set<Digest>();
    for (const name of this.#names()) {
      if (!name.startsWith(`${repository}:`) && !name.startsWith(`${repository}@`)) continue;
      const digest = this.#context.table.name(name)?.target.digest;
      const record = digest === undefined || seen.has(digest) ? undefined : this.#context.table.image(digest);
      if (digest !== undefined) seen.add(digest);
      if (record !== undefined) yield record;
    }
  }
}

/** The name that a repository of the registry is here; undefined for what no image can have. */
function nameOf(repository: string): Reference | undefined {
  try {
    const parsed = parseReference(repository);
    return parsed.tag === undefined && parsed.digest === undefined ? parsed : undefined;
  } catch {
    return undefined;
  }
}
