import { appendFile, readFile, stat, truncate } from "node:fs/promises";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type {
  DownloadTarget,
  LoginAnswer,
  Registries,
  RegistryAccess,
  Repository,
  RepositoryName,
  SearchResult,
  StoredManifest,
  UploadOutcome,
  UploadSource,
} from "./contract.ts";

interface Kept {
  readonly blobs: Map<Digest, Uint8Array>;
  readonly manifests: Map<string, StoredManifest>;
}

/** Registries in memory, for tests: they keep what is asked of them, and fail or wait where the test says. */
export class MemoryRegistries implements Registries {
  /** `GET blob DIGEST`, `HEAD manifest TAG`, …, in order. */
  readonly asked: string[] = [];
  readonly accesses: RegistryAccess[] = [];
  /** Awaited after each piece of a download; throwing breaks it off there. */
  onPiece: (digest: Digest, sizeBytes: number, op: Op) => Promise<void> | void = () => {};
  pieceBytes = 64 * 1024;
  route: string | undefined;
  /** Repositories that are open. */
  open = 0;
  readonly #repositories = new Map<string, Kept>();

  kept({ domain, path }: RepositoryName): Kept {
    const key = `${domain}/${path}`;
    const known = this.#repositories.get(key) ?? { blobs: new Map(), manifests: new Map() };
    this.#repositories.set(key, known);
    return known;
  }

  /** Serves `target`, whose documents are among `blobs`, under a tag. */
  serve(
    name: RepositoryName,
    tag: string,
    image: { target: Descriptor; blobs: ReadonlyMap<Digest, Uint8Array> },
  ): void {
    const kept = this.kept(name);
    for (const [digest, bytes] of image.blobs) {
      kept.blobs.set(digest, bytes);
      if (bytes[0] !== 0x7b) continue;
      const mediaType = (JSON.parse(Buffer.from(bytes).toString()) as { mediaType?: string }).mediaType;
      if (mediaType === undefined) continue;
      const descriptor = { mediaType, digest, size: bytes.length };
      kept.manifests.set(digest, { descriptor, bytes: Buffer.from(bytes) });
    }
    const target = kept.manifests.get(image.target.digest);
    if (target !== undefined) kept.manifests.set(tag, target);
  }

  repository(name: RepositoryName, access: RegistryAccess): Repository {
    this.accesses.push(access);
    this.open++;
    return new MemoryRepository(this, name);
  }

  login(): Promise<LoginAnswer> {
    throw new TypeError("no test logs in here");
  }

  search(): Promise<SearchResult[]> {
    throw new TypeError("no test searches here");
  }
}

class MemoryRepository implements Repository {
  readonly name: RepositoryName;
  route: string | undefined;
  readonly #registries: MemoryRegistries;
  readonly #kept: Kept;

  constructor(registries: MemoryRegistries, name: RepositoryName) {
    this.#registries = registries;
    this.name = name;
    this.#kept = registries.kept(name);
  }

  #ask(op: Op, what: string): void {
    throwIfEnded(op);
    this.#registries.asked.push(what);
    this.route = this.#registries.route ?? `https://${this.name.domain}`;
  }

  #manifest(reference: string): StoredManifest {
    const found = this.#kept.manifests.get(reference);
    if (found === undefined) {
      const { domain, path } = this.name;
      const message = `manifest for ${domain}/${path}:${reference} not found: manifest unknown: manifest unknown`;
      throw new EngineError("not-found", message, { code: "registry.manifest-unknown" });
    }
    return found;
  }

  async resolve(op: Op, reference: string): Promise<Descriptor> {
    this.#ask(op, `HEAD manifest ${reference}`);
    return this.#manifest(reference).descriptor;
  }

  async manifest(op: Op, reference: string): Promise<StoredManifest> {
    this.#ask(op, `GET manifest ${reference}`);
    return this.#manifest(reference);
  }

  async blob(op: Op, blob: Descriptor): Promise<Buffer> {
    this.#ask(op, `GET blob ${blob.digest}`);
    return Buffer.from(this.#bytes(blob.digest));
  }

  #bytes(digest: Digest): Uint8Array {
    const bytes = this.#kept.blobs.get(digest);
    if (bytes === undefined) throw new EngineError("not-found", "unknown blob", { code: "registry.blob-unknown" });
    return bytes;
  }

  async download(op: Op, blob: Descriptor, target: DownloadTarget): Promise<void> {
    this.#ask(op, `GET blob ${blob.digest}`);
    const bytes = this.#bytes(blob.digest);
    let at = (await stat(target.path)).size;
    while (at < bytes.length) {
      const piece = bytes.subarray(at, at + this.#registries.pieceBytes);
      await appendFile(target.path, piece);
      at += piece.length;
      target.progress?.(at);
      await this.#registries.onPiece(blob.digest, at, op);
      if (op.signal.aborted) throw endedError(op);
    }
    if (digestOf(await readFile(target.path)) === blob.digest) return;
    await truncate(target.path, 0);
    throw new EngineError("invalid-argument", `filesystem layer verification failed for digest ${blob.digest}`, {
      code: "registry.wrong-digest",
    });
  }

  async upload(op: Op, blob: Descriptor, source: UploadSource): Promise<UploadOutcome> {
    this.#ask(op, `HEAD blob ${blob.digest}`);
    if (this.#kept.blobs.has(blob.digest)) return { how: "present" };
    for (const from of source.mountFrom) {
      this.#ask(op, `MOUNT ${blob.digest} ${from.path}`);
      const bytes = this.#registries.kept(from).blobs.get(blob.digest);
      if (bytes === undefined) continue;
      this.#kept.blobs.set(blob.digest, bytes);
      return { how: "mounted", from };
    }
    this.#ask(op, `PUT blob ${blob.digest}`);
    const bytes = await readFile(source.path);
    source.progress?.(bytes.length);
    await this.#registries.onPiece(blob.digest, bytes.length, op);
    this.#kept.blobs.set(blob.digest, bytes);
    return { how: "uploaded" };
  }

  async putManifest(op: Op, manifest: StoredManifest, reference: string): Promise<void> {
    this.#ask(op, `PUT manifest ${reference}`);
    this.#kept.manifests.set(reference, manifest);
    this.#kept.manifests.set(manifest.descriptor.digest, manifest);
  }

  async hasManifest(op: Op, digest: Digest): Promise<boolean> {
    this.#ask(op, `HEAD manifest ${digest}`);
    return this.#kept.manifests.has(digest);
  }

  async tags(op: Op): Promise<string[]> {
    this.#ask(op, "GET tags");
    return [...this.#kept.manifests.keys()].filter((key) => !key.includes(":"));
  }

  async referrers(op: Op, digest: Digest): Promise<Descriptor[]> {
    this.#ask(op, `GET referrers ${digest}`);
    return [...this.#kept.manifests.values()]
      .filter(({ bytes }) => (JSON.parse(bytes.toString()) as { subject?: Descriptor }).subject?.digest === digest)
      .map(({ descriptor }) => descriptor);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#registries.open--;
  }
}
