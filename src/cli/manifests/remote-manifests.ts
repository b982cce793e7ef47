import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { decodeDocument } from "#formats/oci/decode.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { type Reference, referenceText } from "#formats/reference/reference.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { Io } from "../io/io.ts";
import type { RemoteManifest, RemoteRepository, RepositoryName } from "../registry/open-repository.ts";
import type { ImageManifest } from "./image-manifest.ts";

export interface RemoteOptions {
  readonly credentials: Credentials;
  readonly insecure: boolean;
}

/** What a name stands for in its registry. */
export type RemoteImage = { readonly image: ImageManifest } | { readonly list: readonly ImageManifest[] };

/** Asks registries for manifests, without an engine. */
export class RemoteManifests {
  readonly #io: Io;
  readonly #options: RemoteOptions;

  constructor(io: Io, options: RemoteOptions) {
    this.#io = io;
    this.#options = options;
  }

  /** @throws Error in Docker's words, also when the name is a list's */
  async image(op: Op, reference: Reference): Promise<ImageManifest> {
    const found = await this.#within(op, reference, false, (repository) => describe(op, repository, reference));
    if ("image" in found) return found.image;
    throw new Error(`${referenceText(reference)} is a manifest list`);
  }

  /** @throws Error in Docker's words */
  async imageOrList(op: Op, reference: Reference): Promise<RemoteImage> {
    return await this.#within(op, reference, false, async (repository) => {
      const found = await describe(op, repository, reference);
      if ("image" in found) return found;
      const list: ImageManifest[] = [];
      for (const descriptor of found.manifests) list.push(await memberOf(op, repository, reference, descriptor));
      return { list };
    });
  }

  /** Works on a repository that may be written to. @throws Error in Docker's words */
  async pushing<T>(op: Op, reference: Reference, work: (repository: RemoteRepository) => Promise<T>): Promise<T> {
    return await this.#within(op, reference, true, work);
  }

  async #within<T>(
    op: Op,
    reference: Reference,
    push: boolean,
    work: (repository: RemoteRepository) => Promise<T>,
  ): Promise<T> {
    const open = this.#io.openRepository;
    if (open === undefined) throw new Error("not supported: registries without an engine, on this system");
    const name: RepositoryName = { domain: reference.domain, path: reference.path };
    const credential = await this.#options.credentials.of(op, reference);
    await using repository = await open(name, { credential, push, insecure: this.#options.insecure });
    try {
      return await work(repository);
    } catch (error) {
      throw told(error, reference, push);
    }
  }
}

/** In the words of Docker's `manifest`. */
function told(error: unknown, reference: Reference, push: boolean): unknown {
  if (!isEngineError(error)) return error;
  const registryCode = error.data["registryCode"];
  const missing =
    registryCode === "MANIFEST_UNKNOWN" || registryCode === "NAME_UNKNOWN" || error.data["status"] === 404;
  if (missing && !push) return new Error(`no such manifest: ${referenceText(reference)}`);
  const pinging = error.code === "registry.unreachable" && /\/v2\/": /.test(error.message);
  if (!pinging) return error;
  return new Error(`failed to configure transport: error pinging v2 registry: ${error.message}`);
}

type Described = { readonly image: ImageManifest } | { readonly manifests: readonly Descriptor[] };

async function describe(op: Op, repository: RemoteRepository, reference: Reference): Promise<Described> {
  const remote = await repository.manifest(op, reference.digest ?? reference.tag ?? "");
  const document = decodeDocument(remote.bytes, remote.descriptor.mediaType);
  if ("index" in document) return { manifests: document.index.manifests };
  const platform = await platformOf(op, repository, document.manifest.config);
  return { image: imageOf(referenceText(reference), remote, platform) };
}

/** A list says itself what its images run on. */
async function memberOf(
  op: Op,
  repository: RemoteRepository,
  list: Reference,
  { digest, platform }: Descriptor,
): Promise<ImageManifest> {
  const remote = await repository.manifest(op, digest);
  const document = decodeDocument(remote.bytes, remote.descriptor.mediaType);
  if ("index" in document) throw new Error(`${digest} is a manifest list`);
  const found = platform ?? (await platformOf(op, repository, document.manifest.config));
  return imageOf(referenceText({ ...list, digest }), remote, found);
}

function imageOf(Ref: string, { descriptor, bytes }: RemoteManifest, platform: Platform): ImageManifest {
  const { mediaType, digest, size } = descriptor;
  return { Ref, Descriptor: { mediaType, digest, size, platform }, Raw: Buffer.from(bytes).toString("base64") };
}

async function platformOf(op: Op, repository: RemoteRepository, config: Descriptor): Promise<Platform> {
  const known = JSON.parse(new TextDecoder().decode(await repository.blob(op, config))) as Partial<Platform> | null;
  const { architecture = "", os = "", variant, "os.version": version, "os.features": features } = known ?? {};
  return {
    architecture,
    os,
    ...(version ? { "os.version": version } : {}),
    ...(features ? { "os.features": features } : {}),
    ...(variant ? { variant } : {}),
  };
}
