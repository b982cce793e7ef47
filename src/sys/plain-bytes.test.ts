import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { backgroundOp, silentLog } from "#base/op.ts";
import { withPlainBytes } from "./plain-bytes.ts";

const plain = Buffer.concat([Buffer.alloc(3_000_000, "gantry"), Buffer.from("end")]);
const packings: Readonly<Record<string, () => Buffer>> = {
  none: () => plain,
  gzip: () => gzipSync(plain),
  zstd: () => zstdCompressSync(plain),
  xz: () => execFileSync("xz", ["-c"], { input: plain, maxBuffer: 1 << 28 }),
  bzip2: () => execFileSync("bzip2", ["-c"], { input: plain, maxBuffer: 1 << 28 }),
};

async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function plainOf(packed: AsyncIterable<Uint8Array>, op = backgroundOp()): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await withPlainBytes(op, packed, async (source) => {
    for await (const piece of source) pieces.push(Buffer.from(piece));
  });
  return Buffer.concat(pieces);
}

test.each(Object.keys(packings))("what %s has packed is known by its first bytes and unpacked", async (name) => {
  const packed = packings[name]?.() ?? Buffer.alloc(0);
  expect((await plainOf(inPieces(packed, 1000))).equals(plain)).toBe(true);
  expect((await plainOf(inPieces(packed, packed.length))).equals(plain)).toBe(true);
});

test.each(["gzip", "zstd", "xz", "bzip2"])("%s that is cut off is damage that names it", async (name) => {
  const packed = packings[name]?.() ?? Buffer.alloc(0);
  const cut = packed.subarray(0, packed.length - 10);
  expect(plainOf(inPieces(cut, 1000))).rejects.toMatchObject({ kind: "invalid-argument", code: "archive.damaged" });
});

test("a little that becomes very much does not hold the loop", async () => {
  const packed = gzipSync(Buffer.alloc(64 << 20));
  let turns = 0;
  let goesOn = true;
  const count = (): void => {
    turns++;
    if (goesOn) setImmediate(count);
  };
  count();
  await plainOf(inPieces(packed, packed.length));
  goesOn = false;
  expect(turns).toBeGreaterThan(60);
});

test("an op that ends is the end of a source that says nothing more", async () => {
  const ending = new AbortController();
  async function* stalled(): AsyncGenerator<Uint8Array> {
    yield gzipSync(plain).subarray(0, 100);
    ending.abort();
    await new Promise(() => {});
  }
  expect(plainOf(stalled(), { signal: ending.signal, log: silentLog })).rejects.toMatchObject({ kind: "canceled" });
});
