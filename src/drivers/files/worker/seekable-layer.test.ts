import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { FileWorkers } from "./file-workers.ts";

const folder = mkdtempSync(join(tmpdir(), "seekable-"));
const workers = new FileWorkers();
afterAll(async () => {
  await workers[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const content = Buffer.alloc(700_000, "content ");
const archive = Buffer.concat([
  tarHeader({ type: "file", name: "f", sizeBytes: content.length, mode: 0o644 }),
  ...[content, tarPadding(content.length), tarEnd()],
]);

async function seekable(blob: Buffer) {
  const path = join(folder, "blob");
  writeFileSync(path, blob);
  const stream = workers.seekable(backgroundOp(), path);
  const pieces: Uint8Array[] = [];
  for await (const piece of stream.content) pieces.push(piece);
  return { packed: Buffer.concat(pieces), facts: stream.facts() };
}

test("the same eStargz of a layer, however it was packed", async () => {
  const { packed, facts } = await seekable(gzipSync(archive));
  const plain = gunzipSync(packed);
  expect(facts).toEqual({ diffId: digestOf(plain), plainBytes: plain.length, tocDigest: facts.tocDigest });
  expect(plain.includes(content)).toBe(true);
  for (const blob of [archive, zstdCompressSync(archive), packed])
    expect((await seekable(blob)).packed.equals(packed)).toBe(true);
});

test("damaged layers and packings that are not read are refused", async () => {
  expect(seekable(gzipSync(archive).subarray(0, 500))).rejects.toThrow("invalid layer: ");
  expect(seekable(gzipSync(archive.subarray(0, 5000)))).rejects.toThrow("archive/tar: ");
  expect(seekable(Buffer.from("\xfd7zXZ\0…", "latin1"))).rejects.toThrow(
    "not supported: an eStargz of a layer packed by xz",
  );
});
