import { expect, test } from "bun:test";
import { Mutex } from "./mutex.ts";
import { backgroundOp, silentLog } from "./op.ts";

test("tasks run one after the other, in order", async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const task = (name: string) =>
    mutex.run(backgroundOp(), async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
    });
  await Promise.all([task("a"), task("b")]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("a failed task and a waiter that gave up do not hold up the next", async () => {
  const mutex = new Mutex();
  const end = new AbortController();
  let finish = (): void => {};
  const first = mutex.run(backgroundOp(), () => new Promise<void>((resolve) => (finish = resolve)));
  const second = mutex.run({ signal: end.signal, log: silentLog }, async () => "never");
  const third = mutex.run(backgroundOp(), async () => "third");
  end.abort();
  expect(String(await second.catch((error) => error))).toContain("context canceled");
  finish();
  await first;
  expect(await third).toBe("third");
  const broken = mutex.run(backgroundOp(), () => Promise.reject(new Error("broken")));
  expect(String(await broken.catch((error) => error))).toContain("broken");
  expect(await mutex.run(backgroundOp(), async () => 4)).toBe(4);
});
