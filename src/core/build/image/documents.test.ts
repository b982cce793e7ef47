import { expect, test } from "bun:test";
import type { Digest } from "#base/digest.ts";
import { configDocument, manifestDocument } from "./documents.ts";

const times = { latest: undefined, now: "2026-01-01T00:00:00Z" };

const configOf = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    configDocument(
      { architecture: "amd64", os: "linux", config: { Labels: labels, ExposedPorts: { "81/tcp": {}, "80/tcp": {} } } },
      [],
      times,
    ),
  );

test("labels come in the order of their names, whatever order they were given in", () => {
  expect(configOf({ b: "2", a: "1" })).toBe(configOf({ a: "1", b: "2" }));
  expect(configOf({ b: "2", a: "1" })).toContain('"Labels":{"a":"1","b":"2"}');
  expect(configOf({})).toContain('"ExposedPorts":{"80/tcp":{},"81/tcp":{}}');
});

test("annotations come in the order of their names", () => {
  const config = { digest: `sha256:${"0".repeat(64)}` as Digest, size: 2 };
  const manifest = manifestDocument({ config, layers: [], annotations: { b: "2", a: "1" } });
  expect(JSON.stringify(manifest)).toContain('"annotations":{"a":"1","b":"2"}');
});
