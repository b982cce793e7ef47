import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { resolverFailure } from "#formats/oci/resolver-failure.ts";
import { type Reference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { Credentials } from "../credentials/credentials.ts";
import type { Io } from "../io/io.ts";
import type { RemoteManifest, RemoteRepository } from "../registry/open-repository.ts";

/** Images in registries, which the client itself speaks to; one connection to each repository. */
export class RemoteImages implements AsyncDisposable {
  readonly #io: Io;
  readonly #credentials: Credentials;
  readonly #open = new Map<string, Promise<RemoteRepository>>();

  constructor(io: Io) {
    this.#io = io;
    this.#credentials = new Credentials(io);
  }

  /** @throws Error where the program cannot speak to registries */
  repository(
    op: Op,
    reference: Reference,
    options: { readonly push: boolean } = { push: false },
  ): Promise<RemoteRepository> {
    const key = `${reference.domain}/${reference.path} ${options.push}`;
    const known = this.#open.get(key) ?? this.#opened(op, reference, options.push);
    this.#open.set(key, known);
    return known;
  }

  async #opened(op: Op, reference: Reference, push: boolean): Promise<RemoteRepository> {
    const open = this.#io.openRepository;
    if (open === undefined) throw new Error("not supported: registries without an engine, on this system");
    const credential = await this.#credentials.of(op, reference);
    return await open(reference, { credential, push, insecure: false });
  }

  /** What a name stands for. @throws Error in buildx's words */
  async manifest(op: Op, reference: Reference): Promise<RemoteManifest> {
    const tagged = reference.digest === undefined ? withDefaultTag(reference) : reference;
    const repository = await this.repository(op, reference);
    try {
      return await repository.manifest(op, tagged.digest ?? tagged.tag ?? "");
    } catch (error) {
      const isMissing = isEngineError(error, "not-found") || (isEngineError(error) && error.data["status"] === 404);
      throw isMissing ? new Error(`${referenceText(tagged)}: not found`) : resolverFailure(tagged, error);
    }
  }

  /** A small blob as JSON. @throws EngineError */
  async document<T>(op: Op, reference: Reference, blob: Descriptor): Promise<T> {
    const repository = await this.repository(op, reference);
    return JSON.parse(Buffer.from(await repository.blob(op, blob)).toString("utf8")) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    for (const one of opened) if (one.status === "fulfilled") await one.value[Symbol.asyncDispose]();
  }
}
