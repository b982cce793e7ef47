import { expect, test } from "bun:test";
import { startOrder } from "./start-order.ts";

test("each comes after what it needs, in the order given", () => {
  const all = [
    { id: "joins", needs: ["app"] },
    { id: "app", needs: ["net", "elsewhere"] },
    { id: "net", needs: [] },
    { id: "alone", needs: [] },
  ];
  expect(startOrder(all)).toEqual([["net", "alone"], ["app"], ["joins"]]);
});

test("a circle is still started", () => {
  const circle = [
    { id: "a", needs: ["b"] },
    { id: "b", needs: ["a"] },
    { id: "c", needs: [] },
  ];
  expect(startOrder(circle)).toEqual([["c"], ["a", "b"]]);
});
