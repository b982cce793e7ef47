import { expect, test } from "bun:test";
import { inMemory } from "../random-access.ts";
import { readGoBuildInfo } from "./go-binary.ts";
import { type GoBinaryShape, makeGoBinary } from "./make-go-binary.test-support.ts";

const modules = `path\texample.org/tool\nmod\texample.org/tool\tv1.0.0\th1:x=\ndep\ta.example/b\tv2.0.0\th1:${"y".repeat(200)}=\n`;
const shapes: GoBinaryShape[] = (["inline", "pointers"] as const).flatMap((format) =>
  ([32, 64] as const).flatMap((bits) =>
    [false, true].flatMap((isBigEndian) =>
      [false, true].map((hasSections) => ({ format, bits, isBigEndian, hasSections })),
    ),
  ),
);

test.each(shapes)("build information of %j", (shape) => {
  expect(readGoBuildInfo(inMemory(makeGoBinary("go1.22.1", modules, shape)))).toEqual({
    goVersion: "go1.22.1",
    modules,
  });
});

test("what is none of Go's has none", () => {
  const [shape] = shapes;
  const made = makeGoBinary("go1.22.1", modules, shape!);
  expect(readGoBuildInfo(inMemory(Buffer.from("#!/bin/sh\n")))).toBeUndefined();
  expect(readGoBuildInfo(inMemory(made.subarray(0, 60)))).toBeUndefined();
  const other = Buffer.from(made);
  other.write("No", made.indexOf("Go buildinf:"), "latin1");
  expect(readGoBuildInfo(inMemory(other))).toBeUndefined();
});

test("lengths that lead out of the file are not believed", () => {
  const made = makeGoBinary("go1.22.1", modules, { format: "inline", bits: 64, isBigEndian: false, hasSections: true });
  const length = made.indexOf("Go buildinf:") - 2 + 32;
  made.set([0xff, 0xff, 0xff, 0xff, 0x7f], length);
  expect(readGoBuildInfo(inMemory(made))).toBeUndefined();
});
