import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byteStringText, type TarEntry, textByteString } from "./entry.ts";
import { TarReader } from "./reader.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "./writer.ts";

interface Read extends TarEntry {
  readonly data: Buffer;
}

function readAll(archive: Uint8Array, chunkSize = archive.length): Read[] {
  const reader = new TarReader();
  const out: Array<TarEntry & { data: Buffer }> = [];
  for (let at = 0; at < archive.length; at += chunkSize) {
    for (const event of reader.read(archive.subarray(at, at + chunkSize))) {
      if (event.kind === "entry") out.push({ ...event.entry, data: Buffer.alloc(event.entry.sizeBytes) });
      if (event.kind === "data") out.at(-1)?.data.set(event.bytes, event.offset);
    }
  }
  reader.finish();
  return out;
}

function write(...entries: Array<TarEntryInput & { data?: string }>): Buffer {
  const parts: Buffer[] = [];
  for (const { data = "", ...entry } of entries) {
    const bytes = Buffer.from(data);
    parts.push(tarHeader({ sizeBytes: bytes.length, ...entry }), bytes, tarPadding(bytes.length));
  }
  return Buffer.concat([...parts, tarEnd()]);
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tar-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function python(script: string): Buffer {
  return execFileSync("python3", [
    "-c",
    `import tarfile,io,sys\nout=io.BytesIO()\n${script}\nsys.stdout.buffer.write(out.getvalue())`,
  ]);
}

for (const form of ["GNU_FORMAT", "PAX_FORMAT"]) {
  test(`python tarfile, ${form}: long names, big owners, links, devices`, () => {
    const archive = python(`
t=tarfile.open(fileobj=out,mode="w",format=tarfile.${form})
def add(name,data=b"",**kw):
    m=tarfile.TarInfo(name); m.size=len(data); m.mtime=1700000000
    for k,v in kw.items(): setattr(m,k,v)
    t.addfile(m,io.BytesIO(data))
add("d"*60+"/"+"e"*60+"/"+"f"*120,b"deep",uid=3000000,gid=4000000,mode=0o6755)
add("\\u00fc"*120,b"wide")
add("link",type=tarfile.SYMTYPE,linkname="x"*150)
add("hard",type=tarfile.LNKTYPE,linkname="link")
add("null",type=tarfile.CHRTYPE,devmajor=1,devminor=3,mode=0o666)
add("pipe",type=tarfile.FIFOTYPE)
add("dir/",type=tarfile.DIRTYPE,mode=0o1777)
t.close()`);
    for (const chunk of [archive.length, 7, 512, 1000]) {
      const [deep, wide, link, hard, nothing, pipe, dir] = readAll(archive, chunk);
      expect(deep?.name).toBe(`${"d".repeat(60)}/${"e".repeat(60)}/${"f".repeat(120)}`);
      expect([deep?.uid, deep?.gid, deep?.mode, deep?.data.toString()]).toEqual([3000000, 4000000, 0o6755, "deep"]);
      expect([byteStringText(wide?.name ?? ""), wide?.data.toString()]).toEqual(["ü".repeat(120), "wide"]);
      expect([link?.type, link?.linkName]).toEqual(["symlink", "x".repeat(150)]);
      expect([hard?.type, hard?.linkName]).toEqual(["hard-link", "link"]);
      expect([nothing?.type, nothing?.deviceMajor, nothing?.deviceMinor]).toEqual(["character-device", 1, 3]);
      expect([pipe?.type, dir?.type, dir?.mode]).toEqual(["fifo", "directory", 0o1777]);
    }
  });
}

for (const form of ["gnu", "oldgnu", "pax", "ustar", "v7"]) {
  test(`GNU tar, ${form}`, () => {
    writeFileSync(join(folder, "file"), "content of the file");
    const archive = execFileSync("tar", ["-C", folder, `--format=${form}`, "--mtime=@1600000000.25", "-c", "file"]);
    const [file] = readAll(archive);
    expect([file?.name, file?.data.toString(), file?.mtimeSeconds]).toEqual([
      "file",
      "content of the file",
      1600000000,
    ]);
    expect(file?.mtimeNanoseconds).toBe(form === "pax" ? 250_000_000 : 0);
  });
}

for (const args of [
  ["--format=gnu"],
  ["--format=pax", "--sparse-version=0.0"],
  ["--format=pax", "--sparse-version=0.1"],
  ["--format=pax", "--sparse-version=1.0"],
]) {
  test(`a sparse file, ${args.join(" ")}`, () => {
    const path = join(folder, "sparse");
    execFileSync("python3", [
      "-c",
      `
f=open(${JSON.stringify(path)},"wb")
for i in range(60): f.seek(i<<18); f.write(b"piece%d" % i)
f.truncate(20<<20)`,
    ]);
    const archive = execFileSync("tar", ["-C", folder, "-S", ...args, "-c", "sparse"], { maxBuffer: 1 << 26 });
    expect(archive.length).toBeLessThan(1 << 20);
    for (const chunk of [archive.length, 4096, 333]) {
      const [file] = readAll(archive, chunk);
      expect(file?.name).toBe("sparse");
      expect(file?.data.equals(readFileSync(path))).toBe(true);
    }
  });
}

test("times before 1970 and fractions, both ways", () => {
  for (const [seconds, nanoseconds] of [
    [-1, 0],
    [-2, 500_000_000],
    [-1, 999_999_999],
    [5, 1],
    [2 ** 34, 0],
    [0, 0],
  ] as const) {
    const [file] = readAll(write({ type: "file", name: "f", mtimeSeconds: seconds, mtimeNanoseconds: nanoseconds }));
    expect([file?.mtimeSeconds, file?.mtimeNanoseconds]).toEqual([seconds, nanoseconds]);
  }
});

test("what is written, tar and tarfile read", () => {
  const xattrs = new Map([["security.capability", "\x01\0\0\x02\0\xff=\n"]]);
  const long = `${"a/".repeat(120)}${textByteString("ü")}`;
  const archive = write(
    { type: "directory", name: "dir/", mode: 0o755 },
    { type: "file", name: long, data: "hello", mode: 0o4755, uid: 3_000_000, xattrs },
    { type: "symlink", name: "l", linkName: "y".repeat(120) },
  );
  const path = join(folder, "ours.tar");
  writeFileSync(path, archive);
  const listed = spawnSync("tar", ["-tf", path], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
  expect(listed.status).toBe(0);
  expect(listed.stderr.toString()).toBe("");
  const names = execFileSync("python3", [
    "-c",
    `import tarfile; print([(m.name, m.uid, m.size, m.linkname) for m in tarfile.open(${JSON.stringify(path)})])`,
  ]);
  expect(names.toString().trim()).toBe(
    `[('dir', 0, 0, ''), ('${byteStringText(long)}', 3000000, 5, ''), ('l', 0, 0, '${"y".repeat(120)}')]`,
  );
  const [, file] = readAll(archive);
  expect(file?.xattrs).toEqual(xattrs);
  expect(file?.name).toBe(long);
});

test("names that are no UTF-8 keep their bytes", () => {
  const name = "\xff\xfe/\x80";
  expect(readAll(write({ type: "file", name }))[0]?.name).toBe(name);
});

test("a global header holds for what follows, an empty value ends it", () => {
  const archive = python(`
t=tarfile.open(fileobj=out,mode="w",format=tarfile.PAX_FORMAT,pax_headers={"mtime":"77.5","comment":"x"})
t.addfile(tarfile.TarInfo("a")); t.close()`);
  const [a] = readAll(archive);
  expect([a?.mtimeSeconds, a?.mtimeNanoseconds]).toEqual([77, 500_000_000]);
});

function header(fields: { name?: string; size?: number | Buffer; flag?: string }): Buffer {
  const block = tarHeader({ type: "file", name: fields.name ?? "f", mode: 0o644 });
  if (Buffer.isBuffer(fields.size)) fields.size.copy(block, 124);
  else block.write(`${(fields.size ?? 0).toString(8).padStart(11, "0")}\0`, 124, "latin1");
  block.write(fields.flag ?? "0", 156, "latin1");
  block.write(" ".repeat(8), 148, "latin1");
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
    "latin1",
  );
  return block;
}

const end = Buffer.alloc(1024);
const refusals: Array<[string, Buffer]> = [
  ["a size of 2^62", Buffer.concat([header({ size: Buffer.from("800000004000000000000000", "hex") }), end])],
  ["a size of 2^87", Buffer.concat([header({ size: Buffer.from("80ffffffffffffffffffffff", "hex") }), end])],
  ["a negative size", Buffer.concat([header({ size: Buffer.alloc(12, 0xff) }), end])],
  ["a long name of 8 GB", Buffer.concat([header({ size: 8 ** 11 - 1, flag: "L" }), Buffer.alloc(4096, "a"), end])],
  ["an extended header of 2 MB", Buffer.concat([header({ size: 2 << 20, flag: "x" }), end])],
  [
    "a record that is longer than its header",
    Buffer.concat([
      header({ size: 30, flag: "x" }),
      Buffer.from("99999999999 path=aaaaaaaaaaaaaa\n".padEnd(512, "\0")),
      header({}),
      end,
    ]),
  ],
  [
    "a record without a line end",
    Buffer.concat([header({ size: 10, flag: "x" }), Buffer.from("10 path=aa".padEnd(512, "\0")), header({}), end]),
  ],
  [
    "a NUL in a name",
    Buffer.concat([header({ size: 12, flag: "x" }), Buffer.from("12 path=a\0b\n".padEnd(512, "\0")), header({}), end]),
  ],
  ["a wrong checksum", Buffer.concat([Buffer.alloc(512, "x"), end])],
  ["data that is cut off", Buffer.concat([header({ size: 5000 }), Buffer.alloc(1000)])],
  ["a header that is cut off", header({}).subarray(0, 300)],
  [
    "an extended header without an entry",
    Buffer.concat([header({ size: 11, flag: "x" }), Buffer.from("11 path=ab\n".padEnd(512, "\0")), end]),
  ],
  ["an unknown type", Buffer.concat([header({ flag: "Z" }), end])],
];
for (const [name, archive] of refusals) {
  test(`refused: ${name}`, () => expect(() => readAll(archive)).toThrow(/^archive\/tar: /));
}

test("an archive that ends without an end mark is whole", () => {
  expect(readAll(header({})).length).toBe(1);
});

test("the padding of the last entry may be missing, but not a part of it", () => {
  const file = Buffer.concat([header({ size: 3 }), Buffer.from("abc")]);
  expect(readAll(file).length).toBe(1);
  expect(() => readAll(Buffer.concat([file, Buffer.alloc(7)]))).toThrow("unexpected EOF");
  expect(() => readAll(file.subarray(0, -1))).toThrow("unexpected EOF");
});
