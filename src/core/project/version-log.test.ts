import { expect, test } from "bun:test";
import { isForgotten, type ProjectVersion, versionsKept, withVersion } from "./version-log.ts";

const version = (model: string, time = "2026-01-01T00:00:00Z"): ProjectVersion => ({
  ...{ time, model, services: [], images: { web: "sha256:1" }, workingDir: "/p", configFiles: ["/p/compose.yaml"] },
});

test("the newest versions are kept, and what is as it was is one version", () => {
  const many = Array.from({ length: versionsKept + 3 }, (_, index) => version(String(index)));
  const log = many.reduce<readonly ProjectVersion[]>((before, one) => withVersion(before, one), []);
  expect(log).toEqual(many.slice(3));
  const again = version(log.at(-1)!.model, "2026-02-02T00:00:00Z");
  expect(withVersion(log, again)).toEqual([...log.slice(0, -1), again]);
  expect(withVersion([version("a")], { ...version("a"), images: { web: "sha256:2" } })).toHaveLength(2);
});

test("a project of which nothing is there is forgotten in the end", () => {
  const log = [version("a")];
  const day = 24 * 3_600_000;
  const at = (days: number, isThere = false) => ({ isThere, nowMs: Date.parse("2026-01-01T00:00:00Z") + days * day });
  expect(isForgotten(log, at(29))).toBe(false);
  expect(isForgotten(log, at(31))).toBe(true);
  expect(isForgotten(log, at(31, true))).toBe(false);
});
