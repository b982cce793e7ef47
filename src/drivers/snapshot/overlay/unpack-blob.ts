import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { EngineError, isEngineError, messageOf } from "#base/errors.ts";
import { unusablePacking, wrongDiffId } from "#core/snapshot/errors.ts";
import type { Compression } from "#formats/archive/compression.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { isPackingDamage, Unpacker } from "#sys/unpacker.ts";
import type { BlobReader } from "./blob-reader.ts";
import { LayerWriter } from "./layer-writer.ts";
import type { BlobJob, Job, UnpackResult } from "./protocol.ts";

/** Others get their turn after so many plain bytes, whatever few packed ones those come from. */
const turnBytes = 4 << 20;

/** Unpacks a blob into an empty folder. Memory is bounded, whatever the blob holds. */
export async function unpackBlob(job: Extract<Job, { kind: "unpack" }>, blob: BlobReader): Promise<UnpackResult> {
  using writer = new LayerWriter(textByteString(job.target));
  const reader = new TarReader();
  const consume = (chunk: Uint8Array): void => {
    for (const event of reader.read(chunk)) {
      if (event.kind === "data") writer.data(event.bytes, event.offset);
      else if (event.kind === "entry") writer.begin(event.entry);
      else writer.end();
    }
  };
  await readBlob(job, blob, { consume, finish: () => reader.finish() });
  return writer.finish();
}

/** Reads a blob's plain bytes and checks that they are what the diff id says. @throws invalid-argument */
export async function readBlob(
  job: BlobJob,
  blob: BlobReader,
  plain: {
    readonly consume: (chunk: Uint8Array) => void;
    /** Called at the end, before the digest is compared. */
    readonly finish?: () => void;
  },
): Promise<void> {
  const hash = createHash("sha256");
  const compression = await blob.compression();
  try {
    let sinceTurn = 0;
    for await (const chunk of plainBytes(job, blob, compression)) {
      hash.update(chunk);
      plain.consume(chunk);
      sinceTurn += chunk.length;
      if (sinceTurn < turnBytes) continue;
      sinceTurn = 0;
      await blob.othersTurn();
    }
  } catch (error) {
    throw asDamage(error, compression);
  }
  plain.finish?.();
  const found = `sha256:${hash.digest("hex")}` as Digest;
  if (found !== job.diffId) throw wrongDiffId(found, job.diffId);
}

async function* plainBytes(job: BlobJob, blob: BlobReader, compression: Compression): AsyncGenerator<Uint8Array> {
  if (compression === "none") return yield* blob.chunks();
  if (compression !== "gzip" && compression !== "zstd") throw unusablePacking(job.blob, compression);
  using unpacker = new Unpacker(compression);
  for await (const packed of blob.chunks()) yield* unpacker.unpack(packed);
  yield* unpacker.finish();
}

/** Errors of the decompressor speak of damaged input. */
function asDamage(error: unknown, compression: Compression): unknown {
  if (isEngineError(error)) return error;
  if (!isPackingDamage(error)) return error;
  return new EngineError("invalid-argument", `${compression}: invalid layer: ${messageOf(error)}`, { cause: error });
}
