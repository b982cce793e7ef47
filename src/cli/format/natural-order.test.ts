import { expect, test } from "bun:test";
import { naturalOrder } from "./natural-order.ts";

test("names are in the order of Docker's client", () => {
  // As `docker network ls` of 28.5 has them.
  const names = ["1x", "A1", "B", "Z", "_x", "a", "a2", "a10", "a010", "b1", "b-2", "b.3", "bridge"];
  expect([...names].reverse().sort(naturalOrder)).toEqual(names);
  expect(naturalOrder("-a", "1")).toBeGreaterThan(0);
  expect(naturalOrder("a", "a")).toBe(0);
});
