import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { Digest } from "#base/digest.ts";
import { EngineError, isEngineError, messageOf, notSupported } from "#base/errors.ts";
import type { SeekableFacts } from "#core/files/contract.ts";
import { detectCompression, detectionBytes } from "#formats/archive/compression.ts";
import { EstargzWriter } from "#formats/estargz/estargz-writer.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { Unpacker } from "#sys/unpacker.ts";

const chunkBytes = 256 * 1024;

/** A layer of the content store on its way to an eStargz: a piece of the one is read for each of the other that is taken. */
export class SeekableLayerFile {
  readonly #fd: number;
  readonly #plain: Generator<Uint8Array, void, undefined>;
  readonly #reader = new TarReader();
  readonly #hash = createHash("sha256");
  readonly #writer: EstargzWriter;
  #packed: Uint8Array[] = [];
  #plainBytes = 0;
  #tocDigest: string | undefined;

  constructor(path: string) {
    this.#fd = openSync(path, "r");
    this.#plain = plainBytes(this.#fd);
    this.#writer = new EstargzWriter({
      pack: (bytes) => Bun.gzipSync(bytes as Buffer<ArrayBuffer>, { library: "libdeflate", level: 6 }),
      packed: (bytes) => this.#packed.push(bytes),
      plain: (bytes) => {
        this.#hash.update(bytes);
        this.#plainBytes += bytes.length;
      },
    });
  }

  /** The next packed bytes; undefined at the end. */
  take(): Uint8Array | undefined {
    while (this.#packed.length === 0 && this.#tocDigest === undefined) this.#step();
    const packed = this.#packed;
    this.#packed = [];
    return packed.length === 0 ? undefined : new Uint8Array(Buffer.concat(packed));
  }

  facts(): SeekableFacts {
    const diffId = `sha256:${this.#hash.digest("hex")}` as Digest;
    return { diffId, tocDigest: this.#tocDigest ?? "", plainBytes: this.#plainBytes };
  }

  close(): void {
    this.#plain.return();
    closeSync(this.#fd);
  }

  #step(): void {
    try {
      const next = this.#plain.next();
      if (next.done === true) {
        this.#reader.finish();
        this.#tocDigest = this.#writer.finish();
        return;
      }
      for (const event of this.#reader.read(next.value)) {
        if (event.kind === "entry") this.#writer.begin(event.entry);
        else if (event.kind === "data") this.#writer.data(event.bytes, event.offset);
        else this.#writer.end();
      }
    } catch (error) {
      if (isEngineError(error)) throw error;
      throw new EngineError("invalid-argument", `invalid layer: ${messageOf(error)}`, { cause: error });
    }
  }
}

function* plainBytes(fd: number): Generator<Uint8Array, void, undefined> {
  const chunks = fileChunks(fd);
  const first = chunks.next();
  if (first.done === true) return;
  const compression = detectCompression(first.value.subarray(0, detectionBytes));
  if (compression === "none") {
    yield first.value;
    return yield* chunks;
  }
  if (compression !== "gzip" && compression !== "zstd")
    throw notSupported(`an eStargz of a layer packed by ${compression}`);
  using unpacker = new Unpacker(compression);
  yield* unpacker.unpack(first.value);
  for (const chunk of chunks) yield* unpacker.unpack(chunk);
  yield* unpacker.finish();
}

function* fileChunks(fd: number): Generator<Uint8Array, void, undefined> {
  const memory = Buffer.allocUnsafeSlow(chunkBytes);
  for (;;) {
    const count = readSync(fd, memory, 0, chunkBytes, null);
    if (count === 0) return;
    yield memory.subarray(0, count);
  }
}
