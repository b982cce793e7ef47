import { afterAll, afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { TarEntry } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { xattrFd } from "#sys/files/calls.ts";
import { FileWorkers } from "./file-workers.ts";

const op = backgroundOp();
const workers = new FileWorkers();
afterAll(() => workers[Symbol.asyncDispose]());

let root: string;
let upper: string;
let lower: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "layer-"));
  upper = join(root, "upper");
  lower = join(root, "lower");
  mkdirSync(upper);
  mkdirSync(lower);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function shell(script: string): void {
  execFileSync("sh", ["-ec", script], { cwd: root });
}

function setAttribute(path: string, name: string, value: string | Buffer): void {
  const fd = openSync(join(root, path), "r");
  expect(xattrFd(fd, name, Buffer.from(value as string))).toBe(0);
  closeSync(fd);
}

interface Packed {
  readonly entries: TarEntry[];
  readonly packed: Buffer;
  readonly diffId: string | undefined;
}

type Options = { readonly latest?: number; readonly between?: readonly string[] };

/** It is the same whether the trees may change or not. */
async function layer(more: Options = {}): Promise<Packed> {
  const packed = await pack(more);
  expect(await pack({ ...more, isFrozen: true })).toEqual(packed);
  return packed;
}

async function pack(more: Options & { readonly isFrozen?: boolean }): Promise<Packed> {
  const stream = workers.layer(op, { upper, lowers: [lower], ...more });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.content) chunks.push(chunk);
  const packed = Buffer.concat(chunks);
  const reader = new TarReader();
  const entries: TarEntry[] = [];
  if (packed.length > 0) {
    for (const event of reader.read(gunzipSync(packed))) if (event.kind === "entry") entries.push(event.entry);
    reader.finish();
  }
  return { entries, packed, diffId: stream.diffId() };
}

test("what was added, changed and removed, in the order of names", async () => {
  mkdirSync(join(lower, "etc"));
  for (const name of ["gone", "kept"]) writeFileSync(join(lower, "etc", name), name);
  shell(`mkdir upper/etc upper/new && echo hi >upper/new/f && ln upper/new/f upper/new/g && ln -s f upper/new/s
    mkfifo upper/new/p && mknod upper/etc/gone c 0 0 && mknod upper/etc/never c 0 0 && mknod upper/new/dev c 1 3
    chmod 4755 upper/new/f && chown 7:8 upper/new/s -h`);
  const { entries, packed, diffId } = await layer();
  expect(entries.map(({ type, name, linkName }) => [type, name, linkName])).toEqual([
    ["directory", "etc/", ""],
    ["file", "etc/.wh.gone", ""],
    ["directory", "new/", ""],
    ["character-device", "new/dev", ""],
    ["file", "new/f", ""],
    ["hard-link", "new/g", "new/f"],
    ["fifo", "new/p", ""],
    ["symlink", "new/s", "f"],
  ]);
  expect(entries[4]).toMatchObject({ mode: 0o4755, sizeBytes: 3, mtimeNanoseconds: 0 });
  expect(entries[7]).toMatchObject({ uid: 7, gid: 8 });
  expect(diffId).toBe(digestOf(gunzipSync(packed)));
});

test("a folder that was made anew hides what is below it, where there is something", async () => {
  shell("mkdir -p lower/a/b lower/c upper/a upper/fresh && echo x >lower/c/x && echo y >upper/a/y && rm -r lower/a/b");
  for (const path of ["upper/a", "upper/fresh"]) setAttribute(path, "trusted.overlay.opaque", "y");
  const names = (await layer()).entries.map(({ name }) => name);
  expect(names).toEqual(["a/", "a/.wh..wh..opq", "a/y", "fresh/"]);
});

test("attributes of users and capabilities are kept, those of the overlay are not", async () => {
  writeFileSync(join(upper, "f"), "x");
  const capability = Buffer.from("0100000200040000000000000000000000000000", "hex");
  setAttribute("upper/f", "security.capability", capability);
  setAttribute("upper/f", "user.mine", "value");
  setAttribute("upper/f", "trusted.overlay.origin", "o");
  const [entry] = (await layer()).entries;
  expect([...(entry?.xattrs ?? [])].sort()).toEqual([
    ["security.capability", capability.toString("latin1")],
    ["user.mine", "value"],
  ]);
});

test("nothing gives no layer, and the same twice the same bytes", async () => {
  expect(await layer()).toEqual({ entries: [], packed: Buffer.alloc(0), diffId: undefined });
  writeFileSync(join(upper, "big"), Buffer.alloc(3_000_001, "abcdefg"));
  const first = await layer();
  expect(first.entries[0]?.sizeBytes).toBe(3_000_001);
  expect((await layer()).packed.equals(first.packed)).toBe(true);
});

test("what is younger than the latest time gets that", async () => {
  shell("mkdir upper/d && echo x >upper/d/old && touch -d @1000 upper/d/old");
  const times = (await layer({ latest: 2000 })).entries.map(({ name, mtimeSeconds }) => [name, mtimeSeconds]);
  expect(times).toEqual([
    ["d/", 2000],
    ["d/old", 1000],
  ]);
});

test("a name that would be a whiteout is refused", async () => {
  writeFileSync(join(upper, ".wh.x"), "");
  const message = await layer().then(() => "", messageOf);
  expect(message).toBe('"/.wh.x": names that begin with ".wh." cannot be in a layer');
});

test("several trees become one layer: what the upper ones hide of those between leaves no trace", async () => {
  mkdirSync(join(root, "between"));
  shell(`mkdir -p lower/etc lower/old lower/file-there && echo l >lower/etc/low && echo l >lower/old/low && echo l >lower/gone
    cd between && mkdir etc new old x && echo b >etc/b && echo b >etc/both && echo b >new/b && echo b >only && mknod old/low c 0 0
    echo b >file-there.is && mknod file-there c 0 0 && echo b >x/b && mknod gone c 0 0
    cd ../upper && mkdir etc new file-there x && echo u >etc/both && mknod etc/b c 0 0 && mknod only c 0 0 && echo u >new/u
    echo u >file-there/u && mknod x/b c 0 0`);
  setAttribute("upper/new", "trusted.overlay.opaque", "y");
  const { entries } = await layer({ between: [join(root, "between")] });
  expect(entries.map(({ name }) => name)).toEqual([
    "etc/",
    "etc/both",
    "file-there/",
    "file-there/.wh..wh..opq",
    "file-there/u",
    "file-there.is",
    ".wh.gone",
    "new/",
    "new/u",
    "old/",
    "old/.wh.low",
    "x/",
  ]);
});
