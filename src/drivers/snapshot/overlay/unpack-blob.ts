import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Digest } from "#base/digest.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { wrongDiffId } from "#core/snapshot/errors.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { LayerWriter } from "./layer-writer.ts";
import type { Job, UnpackResult } from "./protocol.ts";

const chunkBytes = 256 * 1024;

/** Unpacks a blob into an empty folder. Memory is bounded, whatever the blob holds. */
export async function unpackBlob(
  job: Extract<Job, { kind: "unpack" }>,
  isCancelled: () => boolean,
): Promise<UnpackResult> {
  using writer = new LayerWriter(textByteString(job.target));
  const reader = new TarReader();
  const consume = (chunk: Uint8Array): void => {
    for (const event of reader.read(chunk)) {
      if (event.kind === "data") writer.data(event.bytes, event.offset);
      else if (event.kind === "entry") writer.begin(event.entry);
      else writer.end();
    }
  };
  await readBlob(job, { isCancelled, consume, finish: () => reader.finish() });
  return writer.finish();
}

/** Reads a blob's plain bytes and checks that they are what the diff id says. @throws invalid-argument */
export async function readBlob(
  job: Pick<Extract<Job, { kind: "unpack" }>, "blobPath" | "compression" | "diffId">,
  options: {
    readonly isCancelled: () => boolean;
    readonly consume: (chunk: Uint8Array) => void;
    /** Called at the end, before the digest is compared. */
    readonly finish?: () => void;
  },
): Promise<void> {
  const hash = createHash("sha256");
  const consume = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of source) {
      if (options.isCancelled()) throw new EngineError("canceled", "context canceled");
      hash.update(chunk);
      options.consume(chunk);
    }
  };
  const blob = createReadStream(job.blobPath, { highWaterMark: chunkBytes });
  try {
    if (job.compression === "none") await pipeline(blob, consume);
    else if (job.compression === "gzip") await pipeline(blob, createGunzip({ chunkSize: chunkBytes }), consume);
    else await pipeline(blob, createZstdDecompress({ chunkSize: chunkBytes }), consume);
  } catch (error) {
    throw asDamage(error, job.compression);
  }
  options.finish?.();
  const found = `sha256:${hash.digest("hex")}` as Digest;
  if (found !== job.diffId) throw wrongDiffId(found, job.diffId);
}

/** Errors of the decompressor speak of damaged input. */
function asDamage(error: unknown, compression: string): unknown {
  const code = (error as { code?: unknown }).code;
  const damaged = typeof code === "string" && /^(?:Z_|ZSTD_|ERR_ZSTD)/.test(code);
  if (!damaged) return error;
  return new EngineError("invalid-argument", `${compression}: invalid layer: ${messageOf(error)}`, { cause: error });
}
