import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { UseMount } from "#core/build/cache/imports.ts";
import type { KeptFolder } from "#core/build/kept-folders.ts";
import type { CacheMount } from "#core/build/run-operation.ts";
import { lendCaches } from "./lend-caches.ts";

let path = "";
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "lend-"));
});
afterEach(() => rmSync(path, { recursive: true }));

const mount: CacheMount = {
  ...{ type: "cache", id: "c", target: "/c", sharing: "shared", from: "scratch", source: "", readOnly: false },
  ...{ mode: 0o751 },
};

test("a folder that steps share is whole when the second one has it, and is asked for once by one step", async () => {
  const op = backgroundOp();
  const asked: string[] = [];
  let made = 0;
  const kept = (isNew: boolean): KeptFolder => {
    const complete = () => void asked.push("complete");
    return { id: "1", path, isNew, complete, [Symbol.asyncDispose]: () => Promise.resolve() };
  };
  const caches = {
    acquire: (_op: unknown, { key, description }: { readonly key: string; readonly description: string }) => {
      asked.push(`${key} ${description}`);
      made += 1;
      return Promise.resolve(kept(made === 1));
    },
  };
  const turns = new KeyedMutex();
  const step = async (): Promise<number> => {
    await using held = new AsyncDisposableStack();
    const placed = [
      { mount, target: "/c" },
      { mount: { ...mount, target: "/d" }, target: "/d" },
    ];
    const ground = { operation: { args: ["make"] }, placed, context: {}, turns, held };
    const folders = await lendCaches(op, { caches } as never, ground as never);
    expect([...folders.values()]).toEqual([path, path]);
    return statSync(path).mode & 0o777;
  };
  expect(await Promise.all([step(), step()])).toEqual([0o751, 0o751]);
  const description = 'c cached mount /c from exec make with id "c"';
  expect(asked).toEqual([description, "complete", description]);
});

test("a new folder is what a cache of the build says, one that is there stays as it is", async () => {
  const op = backgroundOp();
  const asked: string[] = [];
  const content = {
    ...{ key: "c", diffId: digestOf("plain"), blobPath: "/blob", folder: { mode: 0o700, uid: 0, gid: 0 } },
    descriptor: { mediaType: "", digest: digestOf("packed"), size: 1 },
  };
  const context = {
    withMount: async (using: Op, key: string, use: UseMount) => {
      asked.push(key);
      await use(using, content);
      return true;
    },
  };
  const trees = {
    unpackInto: async (_op: unknown, blob: object, target: string) =>
      void asked.push(Object.keys(blob).join() + target),
  };
  for (const isNew of [true, false]) {
    const kept = { id: "1", path, isNew, complete: () => {}, [Symbol.asyncDispose]: () => Promise.resolve() };
    const caches = { acquire: () => Promise.resolve(kept) };
    await using held = new AsyncDisposableStack();
    const ground = {
      operation: { args: [] },
      placed: [{ mount, target: "/c" }],
      context,
      turns: new KeyedMutex(),
      held,
    };
    await lendCaches(op, { caches, trees } as never, ground as never);
  }
  expect(asked).toEqual(["c", `digest,diffId,path${path}`]);
  // As it was left, not as the mount would have a new one.
  expect(statSync(path).mode & 0o777).toBe(0o700);
});
