import { expect, test } from "bun:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { digestOf } from "#base/digest-of.ts";
import type { TarEvent } from "../tar/reader.ts";
import { TarReader } from "../tar/reader.ts";
import type { TarEntryInput } from "../tar/writer.ts";
import { EstargzWriter } from "./estargz-writer.ts";
import type { Toc } from "./toc.ts";

type Member = TarEntryInput & { readonly content?: Buffer };

function write(members: readonly Member[]) {
  const packed: Uint8Array[] = [];
  const plain: Buffer[] = [];
  const writer = new EstargzWriter({
    pack: (bytes) => gzipSync(bytes),
    packed: (bytes) => packed.push(bytes),
    plain: (bytes) => plain.push(Buffer.from(bytes)),
  });
  for (const { content, ...entry } of members) {
    writer.begin({ ...entry, ...(content === undefined ? {} : { sizeBytes: content.length }) });
    for (let at = 0; at < (content?.length ?? 0); at += 100_000) writer.data(content!.subarray(at, at + 100_000), at);
    writer.end();
  }
  return { tocDigest: writer.finish(), blob: Buffer.concat(packed), plain: Buffer.concat(plain) };
}

/** As one reads who fetches only what is wanted: footer, table, then the member of a file. */
function openBlob(blob: Buffer): { readonly toc: Toc; readonly text: Buffer; readonly tocOffset: number } {
  const footer = blob.subarray(-51);
  expect(footer.toString("latin1", 12, 16)).toBe("SG\x16\0");
  expect(footer.toString("latin1", 32, 38)).toBe("STARGZ");
  const tocOffset = Number.parseInt(footer.toString("latin1", 16, 32), 16);
  const archive = gunzipSync(blob.subarray(tocOffset, -51));
  const size = Number.parseInt(archive.toString("latin1", 124, 135), 8);
  expect(archive.toString("latin1", 0, 17)).toBe("stargz.index.json");
  const text = archive.subarray(512, 512 + size);
  return { toc: JSON.parse(text.toString()) as Toc, text, tocOffset };
}

function entriesOf(plain: Buffer): string[] {
  const reader = new TarReader();
  const events: TarEvent[] = [...reader.read(plain)];
  reader.finish();
  return events.flatMap((event) => (event.kind === "entry" ? [event.entry.name] : []));
}

const large = Buffer.alloc((9 << 20) + 5, "0123456789");
const members: Member[] = [
  { type: "directory", name: "etc/", mode: 0o755, mtimeSeconds: 1_700_000_000 },
  { type: "file", name: "etc/motd", mode: 0o644, uid: 1, gid: 2, content: Buffer.from("hello") },
  { type: "file", name: "etc/empty", mode: 0o600 },
  { type: "symlink", name: "etc/link", linkName: "motd", mode: 0o777 },
  { type: "hard-link", name: "etc/same", linkName: "etc/motd" },
  { type: "file", name: "large", content: large, xattrs: new Map([["user.a", "\xff"]]) },
  { type: "character-device", name: "null", deviceMajor: 1, deviceMinor: 3 },
];

test("a plain gzip archive for others, with landmark and table", () => {
  const { blob, plain } = write(members);
  expect(gunzipSync(blob).equals(plain)).toBe(true);
  expect(entriesOf(plain)).toEqual([".no.prefetch.landmark", ...members.map(({ name }) => name), "stargz.index.json"]);
});

test("a table that says of each entry what it is", () => {
  const { blob, tocDigest } = write(members);
  const { toc, text } = openBlob(blob);
  expect<string>(digestOf(text)).toBe(tocDigest);
  expect(toc.version).toBe(1);
  const facts = toc.entries.map(({ offset: _, digest: __, chunkDigest: ___, ...rest }) => rest);
  expect(facts).toEqual([
    { name: ".no.prefetch.landmark", type: "reg", size: 1, mode: 0, uid: 0, gid: 0, NumLink: 0 },
    { name: "etc/", type: "dir", modtime: "2023-11-14T22:13:20Z", mode: 0o755, uid: 0, gid: 0, NumLink: 0 },
    { name: "etc/motd", type: "reg", size: 5, mode: 0o644, uid: 1, gid: 2, NumLink: 0 },
    { name: "etc/empty", type: "reg", mode: 0o600, uid: 0, gid: 0, NumLink: 0 },
    { name: "etc/link", type: "symlink", linkName: "motd", mode: 0o777, uid: 0, gid: 0, NumLink: 0 },
    { name: "etc/same", type: "hardlink", linkName: "etc/motd", mode: 0, uid: 0, gid: 0, NumLink: 0 },
    {
      ...{ name: "large", type: "reg", size: large.length, mode: 0, uid: 0, gid: 0, NumLink: 0 },
      xattrs: { "user.a": "/w==" },
      chunkSize: 4 << 20,
    },
    { name: "large", type: "chunk", NumLink: 0, chunkOffset: 4 << 20, chunkSize: 4 << 20 },
    { name: "large", type: "chunk", NumLink: 0, chunkOffset: 8 << 20 },
    { name: "null", type: "char", mode: 0, uid: 0, gid: 0, devMajor: 1, devMinor: 3, NumLink: 0 },
  ]);
});

test("each file, and each chunk of one, is read and checked by itself", () => {
  const { blob } = write(members);
  const { toc, tocOffset } = openBlob(blob);
  const starts = [...toc.entries.flatMap(({ offset }) => offset ?? []), tocOffset];
  const contents: Buffer[] = [];
  for (const [at, entry] of toc.entries.filter(({ offset }) => offset !== undefined).entries()) {
    const member = gunzipSync(blob.subarray(starts[at], starts[at + 1]));
    const whole = toc.entries.find(({ name, type }) => name === entry.name && type === "reg")?.size ?? 0;
    const piece = member.subarray(0, entry.chunkSize ?? whole - (entry.chunkOffset ?? 0));
    expect<string>(digestOf(piece)).toBe(entry.chunkDigest!);
    contents.push(piece);
  }
  expect(Buffer.concat(contents)).toEqual(Buffer.concat([Buffer.from([0x0f]), Buffer.from("hello"), large]));
});

test("again the same bytes, and of one that was an eStargz no second table", () => {
  const { blob, plain } = write(members);
  expect(write(members).blob.equals(blob)).toBe(true);
  const reader = new TarReader();
  const packed: Uint8Array[] = [];
  const output = { pack: (bytes: Buffer) => gzipSync(bytes), packed: (bytes: Uint8Array) => packed.push(bytes) };
  const writer = new EstargzWriter({ ...output, plain: () => {} });
  for (const event of reader.read(plain)) {
    if (event.kind === "entry") writer.begin(event.entry);
    else if (event.kind === "data") writer.data(event.bytes, event.offset);
    else writer.end();
  }
  writer.finish();
  expect(Buffer.concat(packed).equals(blob)).toBe(true);
});

test("holes of sparse files are zeros", () => {
  const plain: Buffer[] = [];
  const writer = new EstargzWriter({
    pack: gzipSync,
    packed: () => {},
    plain: (bytes) => plain.push(Buffer.from(bytes)),
  });
  writer.begin({ type: "file", name: "sparse", sizeBytes: 300_000, segments: [{ offset: 200_000, length: 1 }] });
  writer.data(Buffer.from("x"), 200_000);
  writer.end();
  writer.finish();
  const archive = Buffer.concat(plain);
  const content = archive.subarray(archive.indexOf("sparse") + 512, archive.indexOf("sparse") + 512 + 300_000);
  expect([content.indexOf("x"), content.lastIndexOf("x"), content[199_999]]).toEqual([200_000, 200_000, 0]);
});
