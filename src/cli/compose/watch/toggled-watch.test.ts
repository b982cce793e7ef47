import { expect, test } from "bun:test";
import { backgroundOp, type Op } from "#base/op.ts";
import { ToggledWatch } from "./toggled-watch.ts";

test("it is begun once, ends when it is stopped, and may begin again", async () => {
  const begun: Op[] = [];
  const watch = new ToggledWatch(async (op) => {
    begun.push(op);
    return { ended: new Promise((resolve) => op.signal.addEventListener("abort", () => resolve())) };
  });
  await watch.start(backgroundOp());
  await watch.start(backgroundOp());
  expect([watch.isOn, begun.length]).toEqual([true, 1]);
  await watch.stop();
  expect([watch.isOn, begun[0]!.signal.aborted]).toEqual([false, true]);
  await watch.start(backgroundOp());
  expect([watch.isOn, begun.length]).toEqual([true, 2]);
  await watch.stop();
});

test("one that cannot begin is off", async () => {
  const watch = new ToggledWatch(() => Promise.reject(new Error("nothing to watch")));
  expect(watch.start(backgroundOp())).rejects.toThrow("nothing to watch");
  expect(watch.isOn).toBe(false);
});
