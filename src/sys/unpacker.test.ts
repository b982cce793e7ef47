import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { createGunzip, createZstdDecompress, gzipSync, zstdCompressSync } from "node:zlib";
import { Unpacker } from "./unpacker.ts";

const kinds = ["gzip", "zstd"] as const;
type Kind = (typeof kinds)[number];

const pack = (kind: Kind, bytes: Buffer): Buffer => (kind === "gzip" ? gzipSync(bytes) : zstdCompressSync(bytes));

function unpacked(kind: Kind, packed: Buffer, pieceBytes: number): Buffer {
  using unpacker = new Unpacker(kind);
  const plain: Buffer[] = [];
  for (let at = 0; at < packed.length; at += pieceBytes)
    for (const piece of unpacker.unpack(packed.subarray(at, at + pieceBytes))) plain.push(Buffer.from(piece));
  for (const piece of unpacker.finish()) plain.push(Buffer.from(piece));
  return Buffer.concat(plain);
}

async function byStream(kind: Kind, packed: Buffer): Promise<Buffer> {
  const stream = kind === "gzip" ? createGunzip() : createZstdDecompress();
  stream.end(packed);
  const plain: Buffer[] = [];
  for await (const piece of stream) plain.push(piece as Buffer);
  return Buffer.concat(plain);
}

async function outcome(work: () => Buffer | Promise<Buffer>): Promise<string> {
  try {
    return Buffer.from(await work()).toString("hex");
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return `${code} ${message}`;
  }
}

test.each(kinds)("what %s has packed comes out again, in pieces of any size", (kind) => {
  const plain = Buffer.concat([randomBytes(700_000), Buffer.alloc(3_000_000, "gantry")]);
  const packed = pack(kind, plain);
  for (const pieceBytes of [packed.length, 100_000, 1_000]) {
    expect(unpacked(kind, packed, pieceBytes).equals(plain)).toBe(true);
  }
});

test.each(kinds)("%s that is damaged or goes on is taken as a stream of node:zlib takes it", async (kind) => {
  const packed = pack(kind, Buffer.alloc(5_000, "some text "));
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, 12, 24);
  const inputs = [Buffer.concat([packed, packed]), damaged];
  if (kind === "gzip")
    inputs.push(Buffer.concat([packed, Buffer.alloc(100)]), Buffer.concat([packed, Buffer.from("something else")]));
  for (const input of inputs)
    expect(await outcome(() => unpacked(kind, input, input.length))).toBe(await outcome(() => byStream(kind, input)));
});

test.each(kinds)("%s that is cut off anywhere is refused", async (kind) => {
  const packed = pack(kind, Buffer.concat([randomBytes(300), Buffer.alloc(500, "some text "), randomBytes(100)]));
  for (let length = 1; length < packed.length; length++)
    expect(await outcome(() => unpacked(kind, packed.subarray(0, length), 50))).toBe(
      "Z_BUF_ERROR unexpected end of file",
    );
  const two = Buffer.concat([packed, packed]);
  expect(await outcome(() => unpacked(kind, two.subarray(0, -1), 50))).toBe("Z_BUF_ERROR unexpected end of file");
});

test("what follows zstd and is none is refused, in pieces as at once", async () => {
  const packed = pack("zstd", Buffer.from("some text"));
  for (const garbage of ["x", "some", "something else"])
    for (const pieceBytes of [1, packed.length, 100]) {
      const input = Buffer.concat([packed, Buffer.from(garbage)]);
      expect(await outcome(() => unpacked("zstd", input, pieceBytes))).toMatch(/^Z/);
    }
});
