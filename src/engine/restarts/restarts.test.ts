import { expect, test } from "bun:test";
import { Restarts } from "./restarts.ts";

const short = { ranMs: 1 };

test("a planned restart comes after its wait", async () => {
  const restarts = new Restarts();
  restarts.plan(short);
  expect(restarts.pending).toBe(true);
  await new Promise<void>((resolve) => restarts.arm(resolve));
  expect(restarts.due).toBe(true);
  restarts.done();
  expect(restarts.pending).toBe(false);
});

test("a restart that was called off between plan and wait never comes", () => {
  const restarts = new Restarts();
  restarts.plan(short);
  expect(restarts.callOff()).toBe(true);
  restarts.arm(() => expect.unreachable());
  expect(restarts.due).toBe(false);
  expect(restarts.callOff()).toBe(false);
});

test("what was refused stays so until somebody starts it", () => {
  const restarts = new Restarts();
  restarts.refuse();
  expect(restarts.refused).toBe(true);
  restarts.reset();
  expect(restarts.refused).toBe(false);
});
