import { gzipSync, zstdCompressSync } from "node:zlib";
import { detectCompression } from "#formats/archive/compression.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { Unpacker } from "#sys/unpacker.ts";
import type { FastRandom } from "../fast-random.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes } from "../mutate.ts";
import { tar } from "./tar.ts";

const packers = [(bytes: Buffer) => gzipSync(bytes, { level: 1 }), (bytes: Buffer) => zstdCompressSync(bytes)];
/** More than made inputs come to: what goes on beyond it goes on for ever. */
const mostBytes = 64 << 20;

/** One to three members of an archive that was cut in as many pieces, each packed; mostly damaged. */
function packedLayer(random: FastRandom): Buffer {
  const plain = tar.make(random);
  const pack = random.pick(packers);
  const cuts = random.once(3) ? [random.below(plain.length + 1)] : [];
  const packed = Buffer.concat([0, ...cuts].map((from, at) => pack(plain.subarray(from, cuts[at]))));
  return random.once(3) ? packed : mutateBytes(random, packed, { others: [packed] });
}

interface Unpacked {
  /** Of all that came before the failure. */
  readonly plain: string;
  readonly sizeBytes: number;
  readonly error: unknown;
}

/** Layers as they are unpacked: decompressor and archive reader, in pieces as at once. */
export const layers: FuzzTarget = {
  name: "layers",
  make: packedLayer,
  check(input) {
    const [whole, pieces] = [unpacked(input, input.length), unpacked(input, 1 + (input.length % 97))];
    if ((whole.error === undefined) !== (pieces.error === undefined))
      throw new Unfit(`at once: ${whole.error}; in pieces: ${pieces.error}`);
    if (whole.error === undefined && whole.plain !== pieces.plain) throw new Unfit("in pieces it is another archive");
    if (whole.error !== undefined) throw whole.error;
  },
  isRefusal: (error) =>
    tar.isRefusal(error) || /^(?:Z_|ZSTD_|ERR_ZSTD)/.test(String((error as { code?: unknown }).code)),
};

function unpacked(input: Buffer, step: number): Unpacked {
  const compression = detectCompression(input);
  const hash = new Bun.CryptoHasher("sha256");
  const reader = new TarReader();
  let sizeBytes = 0;
  const take = (bytes: Uint8Array): void => {
    sizeBytes += bytes.length;
    if (sizeBytes > mostBytes) throw new Unfit("it does not end");
    hash.update(bytes);
    for (const _ of reader.read(bytes));
  };
  let error: unknown;
  try {
    if (compression === "gzip" || compression === "zstd") unpackInto(compression, { input, step, take });
    else for (let at = 0; at < input.length; at += step) take(input.subarray(at, at + step));
    reader.finish();
  } catch (thrown) {
    if (thrown instanceof Unfit) throw thrown;
    error = thrown;
  }
  return { plain: hash.digest("hex"), sizeBytes, error };
}

function unpackInto(
  compression: "gzip" | "zstd",
  { input, step, take }: { readonly input: Buffer; readonly step: number; readonly take: (bytes: Uint8Array) => void },
): void {
  using unpacker = new Unpacker(compression);
  for (let at = 0; at < input.length; at += step)
    for (const bytes of unpacker.unpack(input.subarray(at, at + step))) take(bytes);
  for (const bytes of unpacker.finish()) take(bytes);
}
