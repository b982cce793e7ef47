import { expect, test } from "bun:test";
import type { BlobDigest } from "../digest.ts";
import { busyMs, type CachedContent, chooseEvictions } from "./choose-evictions.ts";

const nowMs = 1_000_000_000_000;
const minute = 60_000;

function cached(name: string, sizeBytes: number, minutesAgo: number, repository = "up/app"): CachedContent {
  const usedAtMs = nowMs - minutesAgo * minute;
  return { kind: "blob", repository, digest: `sha256:${name}` as BlobDigest, sizeBytes, usedAtMs };
}

function chosen(
  content: readonly CachedContent[],
  limits: { readonly maxAgeMs?: number; readonly maxBytes?: number; readonly pinned?: readonly string[] },
): string[] {
  const pinned = new Set((limits.pinned ?? []).map((name) => `sha256:${name}` as BlobDigest));
  const all = { maxAgeMs: 0, maxBytes: 0, ...limits, pinned, nowMs };
  return chooseEvictions(content, all).going.map(({ repository, digest }) => `${repository} ${digest.slice(7)}`);
}

test("without limits nothing goes", () => {
  expect(chosen([cached("a", 1e12, 1e6)], {})).toEqual([]);
});

test("what was not asked for within the age goes, from the repository that did not ask", () => {
  const content = [cached("a", 1, 61), cached("b", 1, 59), cached("a", 1, 5, "up/other")];
  expect(chosen(content, { maxAgeMs: 60 * minute })).toEqual(["up/app a"]);
  expect(chosen([cached("a", 1, 0.5)], { maxAgeMs: 1 })).toEqual([]);
});

test("of what is too much the longest unused goes first, from all repositories, a file counts once", () => {
  const content = [cached("new", 40, 2), cached("old", 30, 90), cached("both", 50, 200), cached("both", 50, 3, "up/b")];
  expect(chosen(content, { maxBytes: 120 })).toEqual([]);
  expect(chosen(content, { maxBytes: 119 })).toEqual(["up/app old"]);
  expect(chosen(content, { maxBytes: 99 })).toEqual(["up/app old", "up/app both", "up/b both"]);
  expect(chosen(content, { maxBytes: 1 })).toHaveLength(4);
});

test("once it is too much a tenth is made free, so that not each that comes makes another go", () => {
  const content = Array.from({ length: 20 }, (_, at) => cached(`${at}`, 10, 100 - at));
  expect(chosen(content, { maxBytes: 200 })).toEqual([]);
  expect(chosen(content, { maxBytes: 199 })).toEqual(["up/app 0", "up/app 1", "up/app 2"]);
  const limits = { maxAgeMs: 0, maxBytes: 199, pinned: new Set<BlobDigest>(), nowMs };
  expect(chooseEvictions(content, limits).leftBytes).toBe(170);
});

test("what was asked for just now stays, however large; so does a file that stays anyway", () => {
  expect(chosen([cached("busy", 100, busyMs / minute - 0.1), cached("a", 1, 2)], { maxBytes: 10 })).toEqual([
    "up/app a",
  ]);
  expect(chosen([cached("pushed", 100, 50), cached("a", 1, 2)], { maxBytes: 10, pinned: ["pushed"] })).toEqual([]);
});

test("manifests go by age alone", () => {
  const manifest = { ...cached("manifest", 100, 90), kind: "manifest" } as const;
  expect(chosen([manifest, cached("a", 10, 5)], { maxBytes: 9 })).toEqual(["up/app a"]);
  expect(chosen([manifest], { maxAgeMs: 60 * minute })).toEqual(["up/app manifest"]);
});

test("what goes by age counts no more when the size is looked at", () => {
  const content = [cached("old", 100, 600), cached("a", 60, 30), cached("b", 60, 20)];
  expect(chosen(content, { maxAgeMs: 100 * minute, maxBytes: 120 })).toEqual(["up/app old"]);
});
