import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileWatcher } from "./file-watcher.ts";

const folder = mkdtempSync(join(tmpdir(), "file-watcher-"));
const never = new AbortController().signal;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("files that change, come and go, also in folders that come", async () => {
  const root = join(folder, "one");
  mkdirSync(join(root, "deep/deeper"), { recursive: true });
  writeFileSync(join(root, "deep/deeper/there"), "1");
  using watcher = new FileWatcher([root]);
  writeFileSync(join(root, "deep/deeper/there"), "2");
  mkdirSync(join(root, "new"));
  writeFileSync(join(root, "new/file"), "1");
  const first = await watcher.next(never);
  expect(first).toContain(join(root, "deep/deeper/there"));
  expect(first).toContain(join(root, "new/file"));
  expect(first).not.toContain(root);
  writeFileSync(join(root, "new/later"), "1");
  rmSync(join(root, "deep/deeper/there"));
  const second = await watcher.next(never);
  expect([...second!].sort()).toEqual([join(root, "deep/deeper/there"), join(root, "new/later")]);
}, 20_000);

test("a root that comes later", async () => {
  const root = join(folder, "two/later");
  mkdirSync(join(folder, "two"));
  using watcher = new FileWatcher([root]);
  writeFileSync(join(folder, "two/beside"), "1");
  mkdirSync(root);
  writeFileSync(join(root, "file"), "1");
  expect(await watcher.next(never)).toEqual([join(root, "file")]);
}, 20_000);

test("one file", async () => {
  const root = join(folder, "three");
  writeFileSync(root, "1");
  using watcher = new FileWatcher([root]);
  writeFileSync(join(folder, "beside"), "1");
  writeFileSync(root, "2");
  expect(await watcher.next(never)).toEqual([root]);
}, 20_000);

test("who waits is let go", async () => {
  using watcher = new FileWatcher([folder]);
  expect(await watcher.next(AbortSignal.timeout(10))).toBeUndefined();
});
