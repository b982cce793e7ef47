import { expect, test } from "bun:test";
import { Coalesced } from "./coalesced.ts";

test("work that is asked for meanwhile is done once more, never beside itself", async () => {
  const gates: Array<() => void> = [];
  let running = 0;
  const work = new Coalesced(async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise<void>((resolve) => gates.push(resolve));
    running -= 1;
  });
  for (let i = 0; i < 3; i++) work.ask();
  expect(gates).toHaveLength(1);
  gates[0]!();
  await Bun.sleep(0);
  expect(gates).toHaveLength(2);
  gates[1]!();
  await Bun.sleep(0);
  expect([gates.length, running]).toEqual([2, 0]);
  work.ask();
  expect(gates).toHaveLength(3);
});
