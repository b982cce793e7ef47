import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { Bench, failureOf, file, folder, hard, link, type Member, tar } from "./root-test-support.ts";

const op = backgroundOp();
let bench: Bench;
let target: string;
beforeEach(async () => {
  bench = await Bench.make();
  target = join(bench.path, "target");
  mkdirSync(target);
  writeFileSync(join(bench.path, "outside"), "untouched");
});
afterEach(() => bench[Symbol.asyncDispose]());

async function unpack(archive: Buffer, pack?: "gzip" | "zstd"): Promise<void> {
  const { blob: digest, blobPath: path, diffId } = await bench.source(archive, undefined, pack);
  await bench.snapshots.trees.unpackInto(op, { path, digest, diffId }, target);
}

test.each(["gzip", "zstd", undefined] as const)(
  "a blob packed by %p is unpacked into an empty folder",
  async (pack) => {
    const archive = tar(folder("d", { mode: 0o1770, uid: 12, gid: 34 }), file("d/f", "text"), hard("linked", "d/f"));
    await unpack(archive, pack);
    expect(readFileSync(join(target, "linked"), "utf8")).toBe("text");
    const { mode, uid, gid } = statSync(join(target, "d"));
    expect([mode & 0o7777, uid, gid]).toEqual([0o1770, 12, 34]);
  },
);

test.each<[string, Member[]]>([
  ["a name above", [file("../outside", "changed")]],
  ["a link above, written through", [link("l", ".."), file("l/outside", "changed")]],
  ["an absolute link, written through", [link("l", "/"), file("l/outside", "changed")]],
  ["a hard link above", [hard("l", "../outside"), file("l", "changed")]],
])("%s leads nowhere", async (_, members) => {
  await failureOf(unpack(tar(...members)));
  expect(readFileSync(join(bench.path, "outside"), "utf8")).toBe("untouched");
  expect(readdirSync(bench.path).includes("l")).toBe(false);
});
