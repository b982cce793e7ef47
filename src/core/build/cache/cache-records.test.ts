import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import type { ExportableStep } from "../exporter.ts";
import type { TreeLayer } from "../tree.ts";
import { cachedSteps, decodeInlineCache, encodeInlineCache, inlineCacheField, makerOf } from "./cache-records.ts";

const one = digestOf("one");
const two = digestOf("two");
const three = digestOf("three");
const base: TreeLayer = { of: "image", chainId: digestOf("base"), diffId: digestOf("base"), blob: digestOf("blob") };
const made = (id: string): TreeLayer => ({ of: "step", id });

function step(layers: readonly TreeLayer[], facts: Partial<ExportableStep>): ExportableStep {
  return { keys: [], identity: undefined, inputs: [], tree: { layers }, createdAt: 5000, description: "", ...facts };
}

function configOf(records: unknown): Buffer {
  return Buffer.from(JSON.stringify({ [inlineCacheField]: Buffer.from(JSON.stringify(records)).toString("base64") }));
}

test("steps whose trees are the beginning of the image come back as they were", () => {
  const tree = { layers: [base, made("a"), made("b")] };
  const steps = [
    step([base, made("a")], { keys: [one, two], identity: one }),
    step([made("elsewhere")], { keys: [three], identity: three }),
    step([made("a"), made("elsewhere")], { keys: [three], identity: three }),
    step([], { keys: [three], identity: three }),
    step(tree.layers, { keys: [three], identity: three }),
  ];
  const found = cachedSteps({ tree, steps });
  expect(found.map(({ depth }) => depth)).toEqual([2, 3]);
  const text = encodeInlineCache(found);
  expect(decodeInlineCache(Buffer.from(JSON.stringify({ [inlineCacheField]: text })))).toEqual([
    { keys: [one, two], identity: one, from: 0, depth: 2, createdAt: 5000 },
    { keys: [three], identity: three, from: 0, depth: 3, createdAt: 5000 },
  ]);
});

test("a step made on nothing comes back with its own layers, wherever they lie", () => {
  const tree = { layers: [base, made("a"), made("linked"), made("b"), made("linked")] };
  const found = cachedSteps({ tree, steps: [step([made("linked")], { keys: [one], identity: one })] });
  const config = Buffer.from(JSON.stringify({ [inlineCacheField]: encodeInlineCache(found) }));
  expect(decodeInlineCache(config)).toEqual([{ keys: [one], identity: one, from: 2, depth: 1, createdAt: 5000 }]);
});

test("who made a layer is known wherever it lies, where it is known when", () => {
  const linked = step([made("linked")], { description: "COPY --link" });
  const merged = step([base, made("linked")], { createdAt: 0 });
  const image = { tree: merged.tree, steps: [merged, linked] };
  expect(makerOf(image, 1)).toBe(linked);
  expect(makerOf(image, 0)).toBeUndefined();
  const alone: TreeLayer = { of: "image", chainId: two, diffId: two, blob: three };
  const imported = step([alone], { keys: [one], identity: one });
  const whole = { tree: { layers: [base, { ...alone, chainId: three }] }, steps: [imported] };
  expect(makerOf(whole, 1)).toBe(imported);
  expect(cachedSteps(whole).map(({ from, depth }) => [from, depth])).toEqual([[1, 1]]);
});

test("what is no record names nothing", () => {
  expect(decodeInlineCache(Buffer.from("{}"))).toEqual([]);
  expect(decodeInlineCache(Buffer.from("null"))).toEqual([]);
  expect(decodeInlineCache(configOf({ records: 1 }))).toEqual([]);
  const layers = [{ layer: 0, createdAt: "2024-01-01T00:00:00Z" }];
  const bad = [
    null,
    7,
    { digest: "x", layers },
    { digest: one, layers: [] },
    { digest: one, layers: [{ layer: -1 }] },
    { digest: one, layers: [{ layer: 0, createdAt: "never" }] },
    { digest: one, layers, identity: "x" },
    { digest: one, inputs: [], layers: [null] },
    { digest: one, layers, from: 1 },
    { digest: one, layers, from: -1 },
    { digest: one, layers, from: "0" },
  ];
  expect(decodeInlineCache(configOf(bad))).toEqual([]);
});
