import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { KeptFolderRequest } from "#core/build/kept-folders.ts";
import { FakeSteps } from "#core/snapshot/fake-steps.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { KeptFolderStore } from "./kept-folders.ts";
import { ResultCache } from "./result-cache.ts";

const op = backgroundOp();
const wish = { type: "exec.cachemount", key: "k", description: "mount /c", sharing: "shared" } as const;

class FoldersBench implements AsyncDisposable {
  readonly store = new MemoryRecordStore();
  cache!: ResultCache;
  folders!: KeptFolderStore;

  constructor(readonly path: string) {}

  static async make(): Promise<FoldersBench> {
    const bench = new FoldersBench(await mkdtemp(join(tmpdir(), "kept-")));
    await bench.reopen();
    return bench;
  }

  async reopen(): Promise<void> {
    const now = (): number => 1;
    this.cache = new ResultCache({ store: this.store, steps: new FakeSteps(), hasLayer: () => true, now });
    const trees = {
      emptyFolder: async (_op: unknown, path: string) => {
        for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
      },
      usage: async () => ({ sizeBytes: 7 }),
    };
    this.folders = new KeptFolderStore({ path: this.path, cache: this.cache, trees, log: silentLog, now });
    await this.cache.restore(op);
    await this.folders.recover();
  }

  /** Takes a folder and lets go of it. */
  async use(request: KeptFolderRequest = wish): Promise<string> {
    await using folder = await this.folders.acquire(op, request);
    folder.complete();
    return folder.path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What is removed in the background may go while it is counted.
    while (existsSync(this.path)) await rm(this.path, { recursive: true }).catch(() => undefined);
  }
}

test("a folder is found again, also after a restart, by all that it is for", async () => {
  await using bench = await FoldersBench.make();
  const path = await bench.use();
  await writeFile(join(path, "f"), "");
  expect(await bench.use()).toBe(path);
  expect(await bench.use({ ...wish, key: "other" })).not.toBe(path);
  expect(await bench.use({ ...wish, type: "source.local" })).not.toBe(path);
  await bench.cache.flush(op);
  await bench.reopen();
  expect(await bench.use()).toBe(path);
  expect(bench.cache.list().find(({ id }) => path.endsWith(id))).toMatchObject({ sizeBytes: 7, mutable: true });
});

test("a folder that was not filled goes; so does one without a record", async () => {
  await using bench = await FoldersBench.make();
  {
    await using folder = await bench.folders.acquire(op, wish);
    expect(folder.isNew).toBe(true);
  }
  expect(bench.cache.list()).toEqual([]);
  await mkdir(join(bench.path, "unknown"));
  await bench.reopen();
  expect((await readdir(bench.path)).filter((name) => name !== "trash")).toEqual([]);
});

test("shared folders are held by several, private ones by one each, locked ones in turn", async () => {
  await using bench = await FoldersBench.make();
  const take = (sharing: KeptFolderRequest["sharing"]) => bench.folders.acquire(op, { ...wish, key: sharing, sharing });
  const shared = [await take("shared"), await take("shared")];
  expect(shared[0]?.path).toBe(shared[1]?.path ?? "");
  const own = [await take("private"), await take("private")];
  expect(own[0]?.path).not.toBe(own[1]?.path ?? "");
  const first = await take("locked");
  first.complete();
  let got = false;
  const second = take("locked").then((folder) => {
    got = true;
    return folder;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(got).toBe(false);
  await first[Symbol.asyncDispose]();
  expect((await second).path).toBe(first.path);
});

test("who waits for a locked folder gives up with its op; a folder in use is not pruned", async () => {
  await using bench = await FoldersBench.make();
  const locked = { ...wish, sharing: "locked" } as const;
  const folder = await bench.folders.acquire(op, locked);
  folder.complete();
  const ending = new AbortController();
  const waiting = bench.folders.acquire({ ...op, signal: ending.signal }, locked);
  ending.abort();
  expect(await waiting.catch((error: Error) => error.message)).toBe("context canceled");
  expect(await bench.cache.remove(op, [folder.id])).toEqual([]);
  await folder[Symbol.asyncDispose]();
  await bench.folders.removed(await bench.cache.remove(op, [folder.id]));
  expect(existsSync(folder.path)).toBe(false);
});

test("who looks at what is there gets what the next user would, and makes nothing", async () => {
  await using bench = await FoldersBench.make();
  expect(await bench.folders.acquireKnown(op, wish)).toBeUndefined();
  expect(bench.cache.list()).toEqual([]);
  const path = await bench.use();
  await using known = await bench.folders.acquireKnown(op, wish);
  expect([known?.path, known?.isNew]).toEqual([path, false]);
  const own = { ...wish, key: "private", sharing: "private" } as const;
  const held = await bench.folders.acquire(op, own);
  held.complete();
  const waiting = bench.folders.acquireKnown(op, own);
  await new Promise((resolve) => setImmediate(resolve));
  expect(Bun.peek.status(waiting)).toBe("pending");
  await held[Symbol.asyncDispose]();
  await using freed = await waiting;
  expect(freed?.path).toBe(held.path);
});
