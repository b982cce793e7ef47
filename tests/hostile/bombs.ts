import { execFileSync } from "node:child_process";
import { crc32, createGzip, createZstdCompress, gzipSync } from "node:zlib";
import { configOf, fileMember, Layout, tarOf } from "#daemon/images/test-archives.ts";
import { tarEnd, tarHeader } from "#formats/tar/writer.ts";

const piece = Buffer.alloc(16 << 20);

/** An archive whose one member is zeros, which its packing makes small; a multiple of 16 MiB. */
function* zeros(sizeBytes: number): Generator<Buffer> {
  yield tarHeader({ type: "file", name: "zeros", sizeBytes, mode: 0o644 });
  for (let left = sizeBytes; left > 0; left -= piece.length) yield piece;
  yield tarEnd();
}

async function packed(packer: ReturnType<typeof createGzip>, parts: Iterable<Buffer>): Promise<Buffer> {
  const out: Buffer[] = [];
  packer.on("data", (bytes: Buffer) => out.push(bytes));
  const ended = new Promise((resolve) => packer.once("end", resolve));
  for (const part of parts) if (!packer.write(part)) await new Promise((resolve) => packer.once("drain", resolve));
  packer.end();
  await ended;
  return Buffer.concat(out);
}

/** The same by a program, in streams one behind the other, of which equal ones are packed once. */
function byProgram(program: string, sizeBytes: number): Buffer {
  const known = new Map<Buffer, Buffer>();
  const parts = [...zeros(sizeBytes)].map((part) => {
    const small = known.get(part) ?? execFileSync(program, ["-1", "-c"], { input: part, maxBuffer: 1 << 28 });
    known.set(part, small);
    return small;
  });
  return Buffer.concat(parts);
}

/** An xz stream that asks for a dictionary of 4 GiB (xz file format, 5.3.1). */
function wideXz(): Buffer {
  const stream = execFileSync("xz", ["-0", "-c"], { input: tarOf(fileMember("x")) });
  const header = 12;
  const length = ((stream[header] ?? 0) + 1) * 4;
  stream[header + 4] = 40;
  stream.writeUInt32LE(crc32(stream.subarray(header, header + length - 4)), header + length - 4);
  return stream;
}

/** A layer that is small only while it is packed, in an image that is right otherwise. */
function imageOf(layer: Buffer, plainLayer: Iterable<Buffer>): Buffer {
  const hash = new Bun.CryptoHasher("sha256");
  for (const part of plainLayer) hash.update(part);
  const layout = new Layout();
  const rootfs = { type: "layers", diff_ids: [`sha256:${hash.digest("hex")}`] };
  const config = layout.put(configOf([], { rootfs }), "application/vnd.oci.image.config.v1+json");
  const layers = [layout.put(layer, "application/vnd.oci.image.layer.v1.tar+gzip")];
  const manifest = layout.put({ config, layers }, "application/vnd.oci.image.manifest.v1+json");
  return layout.archive(["docker.io/library/evil:1", manifest]);
}

function* manyFiles(count: number): Generator<Buffer> {
  for (let number = 0; number < count; number += 1000)
    yield Buffer.concat(
      Array.from({ length: 1000 }, (_, index) => tarHeader({ type: "file", name: `f${number + index}`, mode: 0o644 })),
    );
  yield tarEnd();
}

export interface Bomb {
  readonly bytes: Buffer;
  readonly outcome: RegExp | "taken";
}

/** Archives that are more than they look. `sizeBytes`: what they come to, more than the store holds. */
export async function bombs({ sizeBytes, files }: { readonly sizeBytes: number; readonly files: number }) {
  const full = /no space left on device/;
  const many = [...manyFiles(files)];
  const made: Record<string, Bomb> = {
    "zeros by gzip": { bytes: await packed(createGzip({ level: 1 }), zeros(sizeBytes)), outcome: full },
    "zeros by zstd": { bytes: await packed(createZstdCompress() as never, zeros(sizeBytes)), outcome: full },
    "zeros by xz": { bytes: byProgram("xz", sizeBytes), outcome: full },
    "zeros by bzip2": { bytes: byProgram("bzip2", sizeBytes), outcome: full },
    "a layer of zeros": {
      bytes: imageOf(await packed(createGzip({ level: 1 }), zeros(sizeBytes)), zeros(sizeBytes)),
      outcome: full,
    },
    "a layer of very many files": {
      bytes: imageOf(await packed(createGzip({ level: 1 }), many), many),
      outcome: "taken",
    },
    "gzip members without end": {
      bytes: Buffer.concat(Array.from({ length: 100_000 }, () => gzipSync(""))),
      outcome: /unrecognized image format|gzip/,
    },
    "an archive of very many members": {
      bytes: await packed(createGzip({ level: 1 }), manyFiles(101_000)),
      outcome: /too many members/,
    },
    "a dictionary of 4 GiB": { bytes: wideXz(), outcome: /xz: .*[Mm]emory/ },
    "gzip of noise": {
      bytes: Buffer.concat([gzipSync(Buffer.alloc(1000)).subarray(0, 12), Buffer.alloc(100_000, "noise")]),
      outcome: /gzip|invalid tar header/,
    },
    "gzip that is cut off": {
      bytes: gzipSync(tarOf(fileMember("x", "y".repeat(10_000)))).subarray(0, 60),
      outcome: /gzip|unexpected EOF/,
    },
    "xz of noise": {
      bytes: Buffer.concat([Buffer.from("fd377a585a000004", "hex"), Buffer.alloc(1000, "noise")]),
      outcome: /xz/,
    },
    "bzip2 of noise": { bytes: Buffer.from("BZh9noise"), outcome: /bzip2/ },
    "zstd of noise": {
      bytes: Buffer.concat([Buffer.from("28b52ffd", "hex"), Buffer.alloc(1000, "noise")]),
      outcome: /zstd/,
    },
    "zstd that is to be skipped": { bytes: Buffer.from("502a4d18ffffffff", "hex"), outcome: /zstd|unrecognized/ },
  };
  return made;
}
