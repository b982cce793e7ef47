import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageConfig, Platform, RunConfig } from "#formats/oci/image.ts";
import type { LayerStream } from "../files/contract.ts";

/** An image that a container can be made of, for this machine's platform. */
export interface ResolvedImage {
  /** The target digest (manifest or index): the image's Id. */
  readonly id: Digest;
  readonly manifestDigest: Digest;
  readonly manifestMediaType: string;
  readonly manifestSizeBytes: number;
  /** Of the manifest's descriptor: where the image was found by its name, what the import of that name left there. */
  readonly manifestAnnotations?: Readonly<Record<string, string>>;
  readonly configDigest: Digest;
  readonly config: ImageConfig;
  /** Undefined: an image without layers. */
  readonly chainId: Digest | undefined;
}

/** What the container services need of images. */
export interface ImageResolver {
  /** Of this machine, with the variant of its processor. */
  readonly hostPlatform: Platform;

  /**
   * Finds an image by name, tag, digest, or unambiguous id prefix: the part of it for `platform`, where it has one, else
   * for this machine. From memory.
   * @throws not-found `No such image: REF` · invalid-argument for a malformed reference
   */
  resolve(reference: string, platform?: Platform): ResolvedImage;

  /** Asks the policy whether the image may be used, and unpacks what of it has not been used yet. @throws forbidden */
  admit(op: Op, image: ResolvedImage, by: "run" | "build"): Promise<void>;

  /**
   * Makes an image of a container's, with what differs in it as one layer more. Durable when it resolves.
   * @throws not-found when the content of the container's image is gone · invalid-argument
   */
  commit(op: Op, request: CommitRequest): Promise<CommittedImage>;

  /** The id that a reference stands for; undefined when there is none. From memory. */
  idOf(reference: string): Digest | undefined;

  /** Bytes of all layers of a chain, unpacked. From memory. */
  sizeOfChain(chainId: Digest): number;
}

/** What a URL names, on its way. */
export interface OpenedUrl {
  /** With its scheme. */
  readonly url: string;
  /** Undefined where the server does not say. */
  readonly sizeBytes?: number;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface CommitRequest {
  /** What the container was made of; undefined: of no image. */
  readonly image: { readonly id: Digest; readonly manifestDigest: Digest } | undefined;
  readonly layer: LayerStream;
  readonly config: RunConfig;
  /** The container's, for the history. */
  readonly command: readonly string[];
  readonly author: string;
  readonly comment: string;
  /** Normalised; undefined: the image gets none. */
  readonly name: string | undefined;
}

export interface CommittedImage {
  readonly id: Digest;
  /** The name it got, as users write it; empty where it got none. */
  readonly reference: string;
}

/** What the image services ask about containers, so that an image in use is not removed. */
export interface ImageUsers {
  usersOf(imageId: Digest): readonly ImageUser[];
}

export interface ImageUser {
  readonly containerId: string;
  readonly running: boolean;
  /** What it was made of; undefined where it only mounts the image. */
  readonly manifest?: Digest;
  /** The reference the container was made with. */
  readonly reference: string;
}
