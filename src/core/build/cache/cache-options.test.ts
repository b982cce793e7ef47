import { expect, test } from "bun:test";
import { cacheExport } from "./cache-options.ts";
import { checkCacheExports, checkCacheImports, wantsEveryStep, wantsInlineCache } from "./cache-types.ts";

const usual = {
  mode: "min" as const,
  packing: { compression: "gzip" as const, level: undefined },
  ignoreError: false,
  imageManifest: true,
  ociMediaTypes: true,
  mounts: [],
};

test("what caches are written to, and how", () => {
  expect(cacheExport({ type: "local", attributes: { dest: "d", tag: "t" } })).toEqual({
    ...usual,
    type: "local",
    dest: "d",
  });
  const attributes = {
    ...{ ref: "app", mode: "max", "ignore-error": "true", "oci-mediatypes": "false" },
    ...{ compression: "zstd", "compression-level": "7", "force-compression": "false" },
  };
  expect(cacheExport({ type: "registry", attributes })).toEqual({
    type: "registry",
    ref: "docker.io/library/app:latest",
    mode: "max",
    ignoreError: true,
    packing: { compression: "zstd", level: 7 },
    imageManifest: false,
    ociMediaTypes: false,
    mounts: [],
  });
});

test.each([
  ["azblob", {}, "not supported: cache export to azblob"],
  ["local", {}, "local cache exporter requires dest"],
  ["registry", {}, "missing ref"],
  ["registry", { ref: "UPPER" }, "must be lowercase"],
  ["registry", { ref: "a", "registry.insecure": "true" }, "not supported: registry.insecure"],
  ["local", { dest: "d", mode: "most" }, "invalid cache export mode: most"],
  ["local", { dest: "d", strange: "1" }, "not supported: attribute strange"],
  ["local", { dest: "d", compression: "estargz" }, "not supported: compression=estargz"],
  ["local", { dest: "d", compression: "zip" }, "unsupported layer compression type: zip"],
  ["local", { dest: "d", "ignore-error": "maybe" }, "failed to parse ignore-error"],
  ["local", { dest: "d", "image-manifest": "1", "oci-mediatypes": "0" }, "invalid configuration for remote cache"],
  ["local", { dest: "d", compression: "zstd", "force-compression": "1" }, "not supported: force-compression"],
] as Array<[string, Record<string, string>, string]>)("%s with %p is refused", (type, attributes, text) => {
  expect(() =>
    checkCacheExports([
      { type: "inline", attributes: {} },
      { type, attributes },
    ]),
  ).toThrow(text);
});

test("imports say where they are", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  checkCacheImports([
    { type: "registry", attributes: { ref: "app" } },
    { type: "local", attributes: { src: "d", digest } },
  ]);
  const refusal = (type: string, attributes: Record<string, string>) => () => checkCacheImports([{ type, attributes }]);
  expect(refusal("registry", {})).toThrow("missing ref");
  expect(refusal("local", { src: "d" })).toThrow("local cache importer requires explicit digest");
  expect(refusal("local", { digest })).toThrow("local cache importer requires src");
  expect(refusal("azblob", {})).toThrow("not supported: cache import from azblob");
});

test("what they need of a build", () => {
  const [inline, max] = [
    { type: "inline", attributes: {} },
    { type: "local", attributes: { dest: "d", mode: "max" } },
  ];
  expect([wantsInlineCache([inline]), wantsInlineCache([max])]).toEqual([true, false]);
  expect([wantsEveryStep([inline]), wantsEveryStep([max])]).toEqual([false, true]);
});
