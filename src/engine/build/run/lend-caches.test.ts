import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import { backgroundOp } from "#base/op.ts";
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
    const ground = { operation: { args: ["make"] }, placed, turns, held };
    const folders = await lendCaches(op, { caches } as never, ground as never);
    expect([...folders.values()]).toEqual([path, path]);
    return statSync(path).mode & 0o777;
  };
  expect(await Promise.all([step(), step()])).toEqual([0o751, 0o751]);
  const description = 'c cached mount /c from exec make with id "c"';
  expect(asked).toEqual([description, "complete", description]);
});
