import { expect, test } from "bun:test";
import { bytesOfText, textOfBytes } from "./byte-text.ts";

test("bytes of no character come out as they went in", () => {
  for (const text of ["", "é☃", "a\xff", "\xc3", "\xc3\xc3\xa9\xe2\x98", "\xed\xa0\x80", "\xf4\x90\x80\x80x"]) {
    const bytes = Buffer.from(text, "latin1");
    expect(Buffer.from(bytesOfText(textOfBytes(bytes)))).toEqual(bytes);
  }
  expect(textOfBytes(Buffer.from("é☃"))).toBe("é☃");
  expect([...textOfBytes(Buffer.from("\xe2\x98a", "latin1"))]).toHaveLength(3);
});
