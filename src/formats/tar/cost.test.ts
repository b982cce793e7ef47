import { expect, test } from "bun:test";
import { formatPaxRecord } from "./pax.ts";
import { TarReader } from "./reader.ts";
import { tarHeader, tarPadding } from "./writer.ts";

/** An extended header of a kind, with its checksum. */
function extended(flag: string, records: ReadonlyArray<readonly [string, string]>): Buffer {
  const body = Buffer.from(records.map(([key, value]) => formatPaxRecord(key, value)).join(""));
  const header = tarHeader({ type: "file", name: "h", sizeBytes: body.length });
  header.write(flag, 156);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, body, tarPadding(body.length)]);
}

/** Reads a part of an archive many times over, and says what became of it. */
function readTimes(reader: TarReader, part: Buffer, times: number): number {
  let entries = 0;
  for (let left = times; left > 0; left -= 1)
    for (const event of reader.read(part)) if (event.kind === "entry") entries += 1;
  return entries;
}

function secondsOf(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

// Each took minutes where what came before was gone through again and again.

test("global headers cost by their number, and entries after them do not pay for each", () => {
  const reader = new TarReader();
  const empty = Buffer.concat(Array.from({ length: 100 }, () => extended("g", [])));
  const some = Array.from({ length: 200 }, (_, number): [string, string] => [`SCHILY.xattr.user.${number}`, "x"]);
  expect(secondsOf(() => readTimes(reader, empty, 2_000))).toBeLessThan(10);
  readTimes(reader, extended("g", some), 1);
  const folders = Buffer.concat(Array.from({ length: 100 }, () => tarHeader({ type: "directory", name: "d" })));
  let entries = 0;
  expect(secondsOf(() => (entries = readTimes(reader, folders, 2_000)))).toBeLessThan(10);
  expect(entries).toBe(200_000);
  expect(() => readTimes(reader, extended("g", [...some, ["a", "b"]]), 1)).not.toThrow();
  const more = Array.from({ length: 100 }, (_, number): [string, string] => [`k${number}`, "x"]);
  expect(() => readTimes(reader, extended("g", more), 1)).toThrow("archive/tar: header field too long");
});

test("the longest sparse map costs by its length", () => {
  const count = 1 << 17;
  const map = Buffer.from(`${count}\n${Array.from({ length: count }, (_, at) => `${at * 1024}\n0\n`).join("")}`);
  const block = Buffer.concat([map, tarPadding(map.length)]);
  const records = [
    ["GNU.sparse.major", "1"],
    ["GNU.sparse.minor", "0"],
    ["GNU.sparse.realsize", String(count * 1024)],
  ] as const;
  const archive = Buffer.concat([
    extended("x", records),
    tarHeader({ type: "file", name: "s", sizeBytes: block.length }),
    block,
  ]);
  expect(secondsOf(() => expect(readTimes(new TarReader(), archive, 1)).toBe(1))).toBeLessThan(3);
});

test("a global header is laid under those of entries, and what is empty takes it away", () => {
  const file = tarHeader({ type: "directory", name: "plain" });
  const archive = Buffer.concat([
    extended("g", [
      ["path", "global"],
      ["uname", "g"],
      ["SCHILY.xattr.user.a", "1"],
    ]),
    file,
    extended("x", [
      ["path", ""],
      ["SCHILY.xattr.user.b", "2"],
    ]),
    file,
    extended("g", [
      ["uname", ""],
      ["GNU.sparse.size", "5"],
    ]),
    file,
  ]);
  const entries = [...new TarReader().read(archive)].flatMap((event) => (event.kind === "entry" ? [event.entry] : []));
  expect(entries.map(({ name, userName, xattrs }) => [name, userName, [...xattrs]])).toEqual([
    ["global", "g", [["user.a", "1"]]],
    [
      "plain",
      "g",
      [
        ["user.a", "1"],
        ["user.b", "2"],
      ],
    ],
    ["global", "", [["user.a", "1"]]],
  ]);
});

test("what an old archive says is a folder, by a slash, has no data", () => {
  const header = tarHeader({ type: "file", name: "old/", sizeBytes: 512 });
  header.write("\0", 156);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const events = [...new TarReader().read(Buffer.concat([header, tarHeader({ type: "directory", name: "next" })]))];
  expect(
    events.map((event) => (event.kind === "entry" ? `${event.entry.type} ${event.entry.name}` : event.kind)),
  ).toEqual(["directory old/", "end", "directory next", "end"]);
});
