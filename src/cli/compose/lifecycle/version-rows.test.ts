import { expect, test } from "bun:test";
import type { ProjectVersion } from "#api/types.gen.ts";
import { versionRows } from "./version-rows.ts";

const version = (
  N: number,
  services: string,
  Images: Record<string, string> = {},
  Services: string[] = [],
): ProjectVersion => ({
  ...{
    N,
    Time: "2026-01-01T00:00:00Z",
    Model: `services:\n${services}`,
    Images,
    Services,
    WorkingDir: "/",
    ConfigFiles: [],
  },
});

test("a version is told by what is not as before", () => {
  const versions = [
    version(0, "  web: {image: a, environment: {B: c}}\n  db: {image: d}\n", { web: "1", db: "2" }),
    version(1, "  web: {image: a, environment: {A: b}}\n  db: {image: d}\n", { web: "1", db: "1" }),
    version(2, "  web: {environment: {A: b}, image: a}\n  old: {image: d}\n", { web: "1", old: "1" }),
  ];
  const rows = versionRows(versions, Date.parse("2026-01-01T02:00:00Z"));
  expect(rows.map(({ number, since, changed }) => [number, since, changed])).toEqual([
    [0, "2 hours ago", ["web", "db"]],
    [1, "2 hours ago", ["+db", "-old"]],
    [2, "2 hours ago", ["+web", "+old"]],
  ]);
});

test("one that was of some services says nothing of the others", () => {
  const versions = [
    version(0, "  db: {image: e}\n", { db: "1" }, ["db"]),
    version(1, "  web: {image: a}\n  db: {image: d}\n", { web: "1", db: "1" }),
  ];
  expect(versionRows(versions, 0).map(({ changed }) => changed)).toEqual([["db"], ["+web", "+db"]]);
});
