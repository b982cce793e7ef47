import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { exportTrees } from "./export-trees.ts";

test("the disk begins early with what is large, and is left alone for what is small", async () => {
  let syncs = 0;
  const steps = {
    sizeOf: (id: string) => (id === "large" ? 100 : 1) * 1024 * 1024,
    sync: async () => void syncs++,
  };
  const trees = exportTrees({ steps } as unknown as Parameters<typeof exportTrees>[0]);
  await trees.writeOut(backgroundOp(), "small");
  expect(syncs).toBe(0);
  await trees.writeOut(backgroundOp(), "large");
  expect(syncs).toBe(1);
});
