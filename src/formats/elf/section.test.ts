import { expect, test } from "bun:test";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { findSection, type ReadAt } from "./section.ts";

const bytes = readFileSync(process.execPath);
const readAt: ReadAt = ({ offset, length }) => bytes.subarray(offset, offset + length);

test("a section of a real program is found by its name", () => {
  const text = findSection(readAt, ".interp");
  expect(text).toBeDefined();
  const { offset = 0, length = 0 } = text ?? {};
  expect(bytes.toString("latin1", offset, offset + length)).toMatch(/^\/lib.*ld-.*\0$/);
});

test("no section, no program and half a program give nothing", () => {
  expect(findSection(readAt, ".nosuch")).toBeUndefined();
  expect(findSection(() => Buffer.alloc(0), ".text")).toBeUndefined();
  expect(findSection(({ length }) => Buffer.alloc(length), ".text")).toBeUndefined();
  const onlyHeader: ReadAt = ({ offset, length }) => bytes.subarray(0, 64).subarray(offset, offset + length);
  expect(findSection(onlyHeader, ".interp")).toBeUndefined();
});

test("a file is read in pieces only", () => {
  const file = openSync(process.execPath, "r");
  let read = 0;
  const pieces: ReadAt = ({ offset, length }) => {
    const piece = Buffer.alloc(length);
    read += length;
    return piece.subarray(0, readSync(file, piece, 0, length, offset));
  };
  expect(findSection(pieces, ".interp")).toEqual(findSection(readAt, ".interp"));
  expect(read).toBeLessThan(100_000);
  closeSync(file);
});
