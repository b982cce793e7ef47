import { createHash, randomUUID } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Digest, isDigest } from "#base/digest.ts";
import { decodeLayoutIndex } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";

const nameAnnotation = "org.opencontainers.image.ref.name";

/** A cache in a folder of this machine: an OCI layout, whose index has a manifest per tag (BuildKit, client/ociindex). */
export class CacheFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What a tag stands for; undefined: nothing, or there is no folder. */
  find(tag: string): Digest | undefined {
    return this.#index().find(({ annotations }) => annotations?.[nameAnnotation] === tag)?.digest;
  }

  has(digest: Digest): boolean {
    return existsSync(this.#pathOf(digest));
  }

  read(digest: Digest): AsyncIterable<Uint8Array> {
    return createReadStream(this.#pathOf(digest));
  }

  /** @throws Error for bytes of another digest, of which nothing stays */
  async write(digest: Digest, content: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.#pathOf(digest);
    const ingest = join(this.#path, "ingest");
    mkdirSync(ingest, { recursive: true });
    mkdirSync(join(path, ".."), { recursive: true });
    const temporary = join(ingest, randomUUID());
    const hash = createHash("sha256");
    try {
      await pipeline(hashed(content, hash), createWriteStream(temporary));
      const found = `sha256:${hash.digest("hex")}`;
      if (found !== digest) throw new Error(`unexpected commit digest ${found}, expected ${digest}`);
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  /** Makes a manifest what a tag stands for; the others stay. */
  tag(tag: string, { mediaType, digest, size }: Descriptor): void {
    const others = this.#index().filter(({ annotations }) => annotations?.[nameAnnotation] !== tag);
    const own: Descriptor = { mediaType, digest, size, annotations: { [nameAnnotation]: tag } };
    const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [...others, own] };
    mkdirSync(this.#path, { recursive: true });
    this.#replace("oci-layout", { imageLayoutVersion: "1.0.0" });
    this.#replace("index.json", index);
  }

  #replace(name: string, document: object): void {
    const temporary = join(this.#path, `.${name}-${randomUUID()}`);
    writeFileSync(temporary, JSON.stringify(document));
    renameSync(temporary, join(this.#path, name));
  }

  #index(): readonly Descriptor[] {
    const path = join(this.#path, "index.json");
    return existsSync(path) ? decodeLayoutIndex(readFileSync(path)).manifests : [];
  }

  /** @throws Error for what is no digest */
  #pathOf(digest: string): string {
    if (!isDigest(digest)) throw new Error(`invalid digest ${digest}`);
    return join(this.#path, "blobs", "sha256", digest.slice("sha256:".length));
  }
}

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}
