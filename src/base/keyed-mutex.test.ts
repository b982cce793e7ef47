import { expect, test } from "bun:test";
import { KeyedMutex } from "./keyed-mutex.ts";
import { backgroundOp } from "./op.ts";

test("tasks of one key wait for each other, those of others do not", async () => {
  const locks = new KeyedMutex();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const task = (name: string, wait?: Promise<void>) => async () => {
    await wait;
    order.push(name);
  };
  const op = backgroundOp();
  const held = locks.run(op, "a", task("a1", first.promise));
  const next = locks.run(op, "a", task("a2"));
  await locks.run(op, "b", task("b1"));
  first.resolve();
  await Promise.all([held, next]);
  expect(order).toEqual(["b1", "a1", "a2"]);
});
