import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { chainIds } from "./chain-id.ts";
import { decodeConfig, decodeDocument, decodeLayoutIndex } from "./decode.ts";
import { mediaTypes } from "./media-types.ts";
import { platformMatches, platformText } from "./platform.ts";

const digest = digestOf("x");
const config = { mediaType: mediaTypes.ociConfig, digest, size: 1 };
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

test("a manifest and an index are read; unknown fields fall away", () => {
  const layers = [{ mediaType: "l", digest, size: 5, annotations: { a: "b" }, other: 7 }];
  expect(decodeDocument(bytes({ schemaVersion: 2, config, layers }), mediaTypes.ociManifest)).toEqual({
    manifest: {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config,
      layers: [{ mediaType: "l", digest, size: 5, annotations: { a: "b" } }],
    },
  });
  const platform = { os: "linux", architecture: "arm64", variant: "v8" };
  expect(decodeLayoutIndex(bytes({ manifests: [{ ...config, platform }] })).manifests).toEqual([
    { ...config, platform },
  ]);
});

test("documents that are wrong are refused by name", () => {
  const cases: Array<[unknown, string, string]> = [
    [{ manifests: [], layers: [] }, mediaTypes.ociIndex, "both manifests and layers"],
    [{ manifests: [], config }, mediaTypes.ociManifest, "both manifests and layers"],
    [{ mediaType: mediaTypes.ociIndex, config, layers: [] }, mediaTypes.ociManifest, "it says it is"],
    [{ config: { ...config, size: -1 } }, mediaTypes.ociManifest, "image manifest: config: size: not a size"],
    [{ config: { ...config, size: 1.5 } }, mediaTypes.ociManifest, "size: not an integer"],
    [{ config: { ...config, digest: "sha256:../../x" } }, mediaTypes.ociManifest, "invalid checksum digest format"],
    [{ config: { ...config, digest: digest.toUpperCase() } }, mediaTypes.ociManifest, "invalid checksum digest format"],
    [{}, mediaTypes.ociManifest, "config: missing"],
    [{ config, layers: [7] }, mediaTypes.ociManifest, "layers[0]: not an object"],
    ['{"config":NaN}', mediaTypes.ociManifest, "invalid image manifest"],
    ["", mediaTypes.ociIndex, "invalid image index"],
    [`${"[".repeat(5000)}`, mediaTypes.ociIndex, "nested too deeply"],
    [{ config }, "text/plain", "unknown media type"],
  ];
  for (const [document, mediaType, message] of cases) {
    expect(() => decodeDocument(bytes(document), mediaType)).toThrow(message);
  }
});

test("brackets in strings do not count as depth", () => {
  const label = `${"[{".repeat(500)}\\"`;
  const read = decodeConfig(bytes({ rootfs: {}, config: { Labels: { label } } }));
  expect(read.config?.Labels).toEqual({ label });
});

test("a config keeps what is known, with its types checked", () => {
  const full = { Cmd: null, Env: ["A=1"], Volumes: { "/v": { a: 1 } }, Labels: { k: "v" }, Unknown: 1 };
  expect(decodeConfig(bytes({ os: "linux", rootfs: { type: "layers", diff_ids: [digest] }, config: full }))).toEqual({
    os: "linux",
    rootfs: { type: "layers", diff_ids: [digest] },
    config: { Env: ["A=1"], Volumes: { "/v": {} }, Labels: { k: "v" } },
  });
  for (const wrong of [
    { rootfs: 7 },
    { rootfs: {}, created: "yesterday" },
    { rootfs: {}, config: { Env: [1] } },
    [],
    null,
  ]) {
    expect(() => decodeConfig(bytes(wrong))).toThrow("invalid image JSON");
  }
});

test("chain ids and platforms", () => {
  const other = digestOf("y");
  expect(chainIds([digest, other])).toEqual([digest, digestOf(`${digest} ${other}`)]);
  const arm = { os: "linux", architecture: "arm64" };
  expect(platformMatches({ ...arm, variant: "v8" }, arm)).toBe(true);
  expect(platformMatches({ os: "linux", architecture: "x86_64" }, { os: "linux", architecture: "amd64" })).toBe(true);
  expect(
    platformMatches({ os: "linux", architecture: "arm", variant: "v6" }, { os: "linux", architecture: "arm" }),
  ).toBe(false);
  expect(platformText({ ...arm, variant: "v8" })).toBe("linux/arm64/v8");
});
