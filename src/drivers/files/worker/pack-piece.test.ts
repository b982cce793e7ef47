import { expect, test } from "bun:test";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { packPiece } from "./pack-piece.ts";

const pieces = [Buffer.from("one ".repeat(1000)), Buffer.from("two ".repeat(1000))];
const plain = Buffer.concat(pieces).toString();
type Packing = Parameters<typeof packPiece>[1];

function packed(packing?: Packing): Buffer {
  return Buffer.concat(pieces.map((piece) => packPiece(piece, packing)));
}

test("packed pieces on end are one packed layer", () => {
  expect(packed({ compression: "uncompressed", level: undefined }).toString()).toBe(plain);
  expect(gunzipSync(packed()).toString()).toBe(plain);
  for (const level of [undefined, -5, 0, 9, 99])
    expect(gunzipSync(packed({ compression: "gzip", level })).toString()).toBe(plain);
  for (const level of [undefined, 1, 22, 99]) {
    const [first = Buffer.alloc(0)] = pieces;
    expect(zstdDecompressSync(packPiece(first, { compression: "zstd", level })).toString()).toBe(first.toString());
  }
});
