import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { VolumeFolders } from "./folders.ts";

const root = mkdtempSync(join(tmpdir(), "volumes-"));
afterAll(() => rmSync(root, { recursive: true }));

const op = backgroundOp();
const emptied = { running: 0, most: 0, times: 0 };
const trees = {
  emptyFolder: async () => {
    emptied.times += 1;
    emptied.most = Math.max(emptied.most, ++emptied.running);
    await Bun.sleep(1);
    emptied.running -= 1;
  },
  usage: () => Promise.reject(new Error("unused")),
  copyInto: () => Promise.reject(new Error("unused")),
  unpackInto: () => Promise.reject(new Error("unused")),
};
let next = 0;

function folders(): { readonly path: string; readonly all: VolumeFolders } {
  const path = join(root, String(next++));
  mkdirSync(path);
  return { path, all: new VolumeFolders({ path, trees, log: op.log, detach: async () => {} }) };
}

test("a named volume's folder comes with the mark that no record names it, and nothing is left beside it", async () => {
  const { path, all } = folders();
  await all.make("data");
  expect(readdirSync(path)).toEqual(["data"]);
  expect(readdirSync(join(path, "data")).sort()).toEqual([".unrecorded", "_data"]);
  expect([statSync(join(path, "data")).mode & 0o777, statSync(all.dataOf("data")).mode & 0o777]).toEqual([
    0o710, 0o755,
  ]);
});

test("what somebody has put there becomes the volume", async () => {
  const { path, all } = folders();
  mkdirSync(join(path, "data/_data"), { recursive: true });
  writeFileSync(join(path, "data/_data/file"), "theirs");
  await all.make("data");
  expect(readdirSync(join(path, "data/_data"))).toEqual(["file"]);
  expect(readdirSync(path)).toEqual(["data"]);
});

test("removals beside each other empty the trash one after the other, the last one included", async () => {
  const { path, all } = folders();
  await all.recover(op, new Set());
  const names = ["one", "two", "three", "four"];
  for (const name of names) await all.make(name);
  emptied.times = 0;
  await Promise.all(names.map((name) => all.takeAway(name)));
  while (emptied.running > 0) await Bun.sleep(1);
  expect([emptied.most, emptied.times >= 1, readdirSync(path)]).toEqual([1, true, [".trash"]]);
});

test("a crash while a folder comes leaves nothing over the next start, but a folder of somebody's stays", async () => {
  const { path, all } = folders();
  mkdirSync(join(path, ".coming-1-2-3"));
  mkdirSync(join(path, "theirs/_data"), { recursive: true });
  await all.make("unfinished");
  await all.make("kept");
  await all.recover(op, new Set(["kept"]));
  expect(readdirSync(path).sort()).toEqual([".trash", "kept", "theirs"]);
  expect(existsSync(join(path, "kept/.unrecorded"))).toBe(false);
});
