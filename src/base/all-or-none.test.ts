import { expect, test } from "bun:test";
import { allOrNone } from "./all-or-none.ts";
import { backgroundOp, orEnd } from "./op.ts";

const op = backgroundOp();

test("all results, in order", async () => {
  expect(await allOrNone(op, [1, 2, 3], async (_, item) => item * 2)).toEqual([2, 4, 6]);
});

test("the first failure ends the others and is thrown after them", async () => {
  const ended: string[] = [];
  const work = allOrNone(op, ["waits", "fails"], async (shared, item) => {
    if (item === "fails") throw new Error("broken");
    await orEnd(shared, new Promise(() => {})).finally(() => ended.push(item));
  });
  const failure = await work.catch((error: Error) => error.message);
  expect([failure, ended]).toEqual(["broken", ["waits"]]);
});
