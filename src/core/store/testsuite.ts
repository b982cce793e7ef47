import { describe, expect, test } from "bun:test";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { RecordChange, RecordStore } from "./contract.ts";

const op = backgroundOp();

/** What every RecordStore must do. `open` gives a new empty store, and `reopen` the same one after it was closed. */
export function recordStoreSuite(
  name: string,
  factory: { readonly open: () => Promise<RecordStore>; readonly reopen?: () => Promise<RecordStore> },
): void {
  describe(`${name}: RecordStore`, () => {
    test("lists what was put, by kind and in key order, with versions that grow", async () => {
      await using store = await factory.open();
      await store.commit(op, [put("b", { n: 1 }), put("a", { n: 2 })], "full");
      await store.commit(op, [put("b", { n: 3 }), { put: "volume", key: "v", value: "text" }], "normal");
      expect(await store.list<unknown>(op, "container")).toEqual([
        { key: "a", version: 1, scope: "local", value: { n: 2 } },
        { key: "b", version: 2, scope: "local", value: { n: 3 } },
      ]);
      expect(await store.list<unknown>(op, "volume")).toEqual([
        { key: "v", version: 1, scope: "local", value: "text" },
      ]);
      expect(await store.list(op, "network")).toEqual([]);
    });

    test("a commit with a wrong version changes nothing", async () => {
      await using store = await factory.open();
      await store.commit(op, [put("a", 1)], "full");
      const stale = store.commit(op, [put("b", 1), { ...put("a", 2), expectVersion: 7 }], "full");
      expect(await failureOf(stale)).toMatchObject({ kind: "conflict", code: "store.conflict" });
      expect((await store.list<number>(op, "container")).map(({ key, value }) => [key, value])).toEqual([["a", 1]]);
    });

    test("version 0 stands for a record that is not there", async () => {
      await using store = await factory.open();
      await store.commit(op, [{ ...put("a", 1), expectVersion: 0 }], "full");
      expect(await failureOf(store.commit(op, [{ ...put("a", 2), expectVersion: 0 }], "full"))).toMatchObject({
        kind: "conflict",
      });
      await store.commit(op, [{ delete: "container", key: "a", expectVersion: 1 }], "full");
      expect(await store.list(op, "container")).toEqual([]);
    });

    test("changes of one commit see each other", async () => {
      await using store = await factory.open();
      await store.commit(op, [put("a", 1), { ...put("a", 2), expectVersion: 1 }, put("b", 1)], "full");
      await store.commit(op, [{ delete: "container", key: "b" }, put("b", 5)], "full");
      expect(await store.list<number>(op, "container")).toEqual([
        { key: "a", version: 2, scope: "local", value: 2 },
        { key: "b", version: 1, scope: "local", value: 5 },
      ]);
    });

    test("one failed commit of many in flight does not touch the others", async () => {
      await using store = await factory.open();
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          store.commit(op, [n === 10 ? { ...put(`k${n}`, n), expectVersion: 3 } : put(`k${n}`, n)], "normal"),
        ),
      );
      expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
      expect(await store.list(op, "container")).toHaveLength(19);
    });

    test("the value is the one of the moment of the call", async () => {
      await using store = await factory.open();
      const value = { state: "created" };
      const done = store.commit(op, [put("a", value)], "full");
      value.state = "running";
      await done;
      expect((await store.list<typeof value>(op, "container"))[0]?.value.state).toBe("created");
    });

    test("an op that has ended, or a closed store, does nothing", async () => {
      const store = await factory.open();
      const ended = { signal: AbortSignal.abort(), log: silentLog };
      expect(await failureOf(store.commit(ended, [put("a", 1)], "full"))).toMatchObject({ kind: "canceled" });
      expect(await store.list(op, "container")).toEqual([]);
      await store[Symbol.asyncDispose]();
      expect(await failureOf(store.list(op, "container"))).toMatchObject({ kind: "unavailable" });
      expect(await failureOf(store.commit(op, [put("a", 1)], "full"))).toMatchObject({ kind: "unavailable" });
    });

    const reopen = factory.reopen;
    if (reopen !== undefined)
      test("records outlive the store", async () => {
        const store = await factory.open();
        await store.commit(op, [put("a", { text: "é\u0000\ud83d\ude00" })], "normal");
        await store[Symbol.asyncDispose]();
        await using again = await reopen();
        expect(await again.list<unknown>(op, "container")).toEqual([
          { key: "a", version: 1, scope: "local", value: { text: "é\u0000\ud83d\ude00" } },
        ]);
      });
  });
}

function put(key: string, value: unknown): Extract<RecordChange, { put: unknown }> {
  return { put: "container", key, value };
}

/** What `promise` rejects with. (`expect().rejects` waits inside the call, where replies of a Worker may not come.) */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
