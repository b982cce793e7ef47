import { expect, test } from "bun:test";
import { inMemory } from "../random-access.ts";
import { makeZip } from "./make-zip.test-support.ts";
import { ZipArchive } from "./zip-archive.ts";

const limits = { entries: 10, directoryBytes: 10_000 };
const entries = [
  { name: "plain.txt", content: "as it is", stored: true },
  { name: "dir/packed.txt", content: "again ".repeat(1000) },
];

function contents(bytes: Buffer): Record<string, string> {
  const archive = new ZipArchive(inMemory(bytes), limits);
  return Object.fromEntries(archive.entries.map((entry) => [entry.name, archive.read(entry, 10_000).toString()]));
}

test("entries, stored and deflated, also behind something else and before a comment", () => {
  const made = makeZip(entries);
  const expected = { "plain.txt": "as it is", "dir/packed.txt": "again ".repeat(1000) };
  expect(contents(made)).toEqual(expected);
  expect(contents(Buffer.concat([Buffer.from("#!/bin/sh\nexec java -jar\n"), made]))).toEqual(expected);
  const commented = Buffer.concat([made, Buffer.from("hello")]);
  commented.writeUInt16LE(5, made.length - 2);
  expect(contents(commented)).toEqual(expected);
});

test("the numbers of ZIP64", () => {
  const made = makeZip([{ name: "a", content: "x", stored: true }]);
  const end = made.length - 22;
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(made.readUInt32LE(end + 12)), 40);
  record.writeBigUInt64LE(BigInt(made.readUInt32LE(end + 16)), 48);
  record.writeUInt32LE(0x07064b50, 56);
  const last = Buffer.from(made.subarray(end));
  last.writeUInt32LE(0xffffffff, 16);
  expect(contents(Buffer.concat([made.subarray(0, end), record, last]))).toEqual({ a: "x" });
});

test("what is damaged, too large or no archive is refused", () => {
  const made = makeZip(entries);
  expect(() => contents(Buffer.from("no archive"))).toThrow("damaged ZIP archive");
  expect(() => contents(made.subarray(0, -30))).toThrow("damaged ZIP archive");
  const changed = Buffer.from(made);
  changed[made.indexOf("as it is")] = 0x41;
  expect(() => contents(changed)).toThrow("plain.txt: damaged");
  const open = (change: Partial<typeof limits>) => new ZipArchive(inMemory(made), { ...limits, ...change });
  expect(() => open({ entries: 1 })).toThrow("too large: more than 1 entries");
  expect(() => open({ directoryBytes: 10 })).toThrow("too large: a list of");
  const archive = open({});
  expect(() => archive.read(archive.entries[1]!, 100)).toThrow("too large: dir/packed.txt");
  // It says that it is small, and is not.
  const bomb = Buffer.from(made);
  for (const at of [bomb.lastIndexOf("PK\x01\x02") + 24]) bomb.writeUInt32LE(10, at);
  expect(() => contents(bomb)).toThrow("dir/packed.txt");
});
