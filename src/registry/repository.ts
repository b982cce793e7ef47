import { type Digest, isDigest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type {
  DownloadTarget,
  Repository,
  RepositoryName,
  StoredManifest,
  UploadOutcome,
  UploadSource,
} from "#core/registry/contract.ts";
import {
  badAnswer,
  blobTooLarge,
  configNotVerified,
  manifestNotVerified,
  manifestTooLarge,
} from "#core/registry/errors.ts";
import { maxDocumentBytes } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { maxErrorBytes } from "./answer-error.ts";
import type { EndpointChain } from "./endpoint-chain.ts";
import type { Document } from "./http/fetch-document.ts";
import type { ResponseHead } from "./http/response-parser.ts";
import { manifestAccept, manifestPath, mediaTypeOf, referencePath } from "./manifest-request.ts";
import { nextPage } from "./next-page.ts";
import { referrersOf } from "./referrers.ts";
import { addToReferrersTag } from "./referrers-tag.ts";
import { RefusalTexts } from "./refusals.ts";
import type { Session } from "./session.ts";
import type { RegistrySettings } from "./settings.ts";
import type { Transfers } from "./transfer/transfers.ts";

export interface RepositoryOptions {
  readonly name: RepositoryName;
  readonly familiarName: string;
  /** Whether refusals are told as a pull's. */
  readonly pulling: boolean;
  readonly chain: EndpointChain;
  readonly transfers: Transfers;
  readonly settings: RegistrySettings;
}

/** A repository by the distribution protocol, over whatever endpoint answers. */
export class RemoteRepository implements Repository {
  readonly name: RepositoryName;
  readonly #chain: EndpointChain;
  readonly #transfers: Transfers;
  readonly #refusals: RefusalTexts;
  readonly #settings: RegistrySettings;

  constructor({ name, familiarName, pulling, chain, transfers, settings }: RepositoryOptions) {
    this.name = name;
    this.#chain = chain;
    this.#transfers = transfers;
    this.#settings = settings;
    this.#refusals = new RefusalTexts(familiarName, pulling);
  }

  get route(): string | undefined {
    return this.#chain.route;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chain.close();
  }

  get #ground() {
    return { name: this.name, chain: this.#chain, refusals: this.#refusals, settings: this.#settings };
  }

  async resolve(op: Op, reference: string): Promise<Descriptor> {
    return await this.#chain.ask(
      op,
      "resolve",
      async (session) => {
        const path = manifestPath(session.endpoint.path, reference);
        const head = await session.send(op, { method: "HEAD", path, headers: manifestAccept }, { limitBytes: 0 });
        const told = head.head.status === 200 ? described(head.head, reference) : undefined;
        return told ?? (await this.#manifest(op, session, reference)).descriptor;
      },
      kindOf(reference),
    );
  }

  async manifest(op: Op, reference: string): Promise<StoredManifest> {
    const capability = isDigest(reference) ? "pull" : "resolve";
    return await this.#chain.ask(
      op,
      capability,
      (session) => this.#manifest(op, session, reference),
      kindOf(reference),
    );
  }

  async #manifest(op: Op, session: Session, reference: string): Promise<StoredManifest> {
    const { head, bytes } = await this.#get(op, session, {
      path: manifestPath(session.endpoint.path, reference),
      accept: manifestAccept,
      limitBytes: maxDocumentBytes,
      tooLarge: () => manifestTooLarge(reference, maxDocumentBytes),
      reference,
    });
    const digest = digestOf(bytes);
    const expected = isDigest(reference) ? reference : head.headers.get("docker-content-digest");
    if (isDigest(reference) && expected !== digest) throw manifestNotVerified(reference);
    return { descriptor: { mediaType: mediaTypeOf(head, bytes), digest, size: bytes.length }, bytes };
  }

  async blob(op: Op, blob: Descriptor, { limitBytes }: { readonly limitBytes: number }): Promise<Buffer> {
    if (blob.size > limitBytes) throw blobTooLarge(blob.digest, limitBytes);
    return await this.#chain.ask(op, "pull", async (session) => {
      const { bytes } = await this.#get(op, session, {
        path: `/${session.endpoint.path}/blobs/${blob.digest}`,
        accept: {},
        limitBytes: blob.size,
        tooLarge: () => configNotVerified(),
        reference: blob.digest,
      });
      if (bytes.length !== blob.size || digestOf(bytes) !== blob.digest) throw configNotVerified();
      return bytes;
    });
  }

  async download(op: Op, blob: Descriptor, target: DownloadTarget): Promise<void> {
    await this.#transfers.download(op, { ...this.#ground, blob, target });
  }

  async upload(op: Op, blob: Descriptor, source: UploadSource): Promise<UploadOutcome> {
    return await this.#transfers.upload(op, { ...this.#ground, blob, source });
  }

  async putManifest(op: Op, manifest: StoredManifest, reference: string): Promise<void> {
    const { descriptor, bytes } = manifest;
    await this.#chain.ask(op, "push", async (session) => {
      const document = await session.send(
        op,
        {
          method: "PUT",
          path: manifestPath(session.endpoint.path, reference),
          headers: { "Content-Type": descriptor.mediaType },
          body: { sizeBytes: bytes.length, send: (write) => write(bytes) },
          limits: { headMs: 300_000 },
        },
        { limitBytes: maxErrorBytes },
      );
      this.#accept(document, reference, [201, 200, 202]);
      if (document.head.headers.get("oci-subject") === undefined)
        await addToReferrersTag(op, session, manifest, this.#refusals);
    });
  }

  async hasManifest(op: Op, digest: Digest): Promise<boolean> {
    return await this.#chain.ask(op, "push", async (session) => {
      const path = manifestPath(session.endpoint.path, digest);
      const { head } = await session.send(op, { method: "HEAD", path, headers: manifestAccept }, { limitBytes: 0 });
      return head.status === 200;
    });
  }

  async tags(op: Op): Promise<string[]> {
    return await this.#chain.ask(op, "resolve", async (session) => {
      const found = new Set<string>();
      let next: string | URL | undefined = `/${session.endpoint.path}/tags/list`;
      for (let page = 0; next !== undefined; page++) {
        if (page >= maxPages) throw badAnswer(`the list of tags of ${this.name.path} has no end`);
        const document = await this.#get(op, session, {
          path: next,
          accept: {},
          limitBytes: maxListBytes,
          reference: "",
        });
        for (const tag of readTags(document.bytes)) found.add(tag);
        next = nextPage(document);
      }
      return [...found];
    });
  }

  async referrers(op: Op, digest: Digest): Promise<Descriptor[]> {
    return await this.#chain.ask(op, "pull", (session) => referrersOf(op, session, digest, this.#refusals));
  }

  async #get(op: Op, session: Session, wanted: Wanted): Promise<Document> {
    const { path, accept, limitBytes, tooLarge, reference } = wanted;
    const limits = { limitBytes, tooLarge: tooLarge ?? (() => badAnswer("the answer of the registry is too large")) };
    const document = await session.send(op, { method: "GET", path, headers: accept }, limits);
    this.#accept(document, reference, [200]);
    return document;
  }

  #accept({ head, bytes }: Document, reference: string, good: readonly number[]): void {
    if (!good.includes(head.status)) throw this.#refusals.toError(head, bytes, referencePath(reference));
  }
}

interface Wanted {
  readonly path: string | URL;
  readonly accept: Readonly<Record<string, string>>;
  readonly limitBytes: number;
  readonly tooLarge?: () => EngineError;
  /** For errors. */
  readonly reference: string;
}

const maxPages = 10_000;
const maxListBytes = 16 << 20;

function kindOf(reference: string): "digest" | "tag" {
  return isDigest(reference) ? "digest" : "tag";
}

/** The descriptor that the head of an answer gives, if it does. A digest that was asked for must be the one that comes. */
function described({ headers, length }: ResponseHead, reference: string): Descriptor | undefined {
  const digest = headers.get("docker-content-digest") ?? "";
  const mediaType = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim() ?? "";
  if (!isDigest(digest) || length === undefined || mediaType === "") return undefined;
  if (isDigest(reference) && digest !== reference) throw manifestNotVerified(reference);
  return { mediaType, digest, size: length };
}

function readTags(bytes: Buffer): string[] {
  try {
    const { tags } = JSON.parse(bytes.toString("utf8")) as { readonly tags?: unknown };
    return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
  } catch (error) {
    throw badAnswer(`the list of tags is no JSON: ${(error as Error).message}`);
  }
}
