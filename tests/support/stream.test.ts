import { expect, test } from "bun:test";
import { demultiplex } from "./stream.ts";

function frame(kind: number, text: string): Buffer {
  const head = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(text.length, 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test("frames are put together by output", () => {
  const bytes = Buffer.concat([frame(1, "a"), frame(2, "b"), frame(1, "c")]);
  expect(demultiplex(bytes)).toEqual({ stdout: "ac", stderr: "b" });
});
