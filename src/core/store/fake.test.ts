import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { MemoryRecordStore } from "./fake.ts";
import { recordStoreSuite } from "./testsuite.ts";

recordStoreSuite("MemoryRecordStore", { open: async () => new MemoryRecordStore() });

test("a commit fails when told to, once", async () => {
  const op = backgroundOp();
  const store = new MemoryRecordStore();
  store.failNext = new Error("disk full");
  const change = { put: "engine", key: "id", value: "x" } as const;
  expect(await store.commit(op, [change], "full").catch((error: unknown) => error)).toEqual(new Error("disk full"));
  await store.commit(op, [change], "full");
  expect(store.commits).toEqual([{ changes: [change], durability: "full" }]);
});
