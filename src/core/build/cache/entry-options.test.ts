import { expect, test } from "bun:test";
import { ghaPlace, s3Place } from "./entry-options.ts";

const keys = { access_key_id: "a", secret_access_key: "b" };

test("a bucket, and what a cache is called there", () => {
  expect(s3Place({ bucket: "b", region: "r", ...keys })).toEqual({
    type: "s3",
    bucket: "b",
    region: "r",
    endpointUrl: "",
    usePathStyle: false,
    credentials: { accessKeyId: "a", secretAccessKey: "b", sessionToken: "" },
    manifestsPrefix: "manifests/",
    blobsPrefix: "blobs/",
    names: ["buildkit"],
    touchRefreshMs: 24 * 3600 * 1000,
  });
  const more = { prefix: "p/", blobs_prefix: "x/", name: "one;two", touch_refresh: "90s", use_path_style: "true" };
  expect(s3Place({ bucket: "b", region: "r", endpoint_url: "http://h", session_token: "t", ...keys, ...more })).toEqual(
    expect.objectContaining({
      endpointUrl: "http://h",
      usePathStyle: true,
      manifestsPrefix: "p/manifests/",
      blobsPrefix: "p/x/",
      names: ["one", "two"],
      touchRefreshMs: 90_000,
    }),
  );
});

test("the cache of actions", () => {
  const place = { type: "gha", scope: "buildkit", url: "https://r/", token: "t" } as const;
  expect(ghaPlace({ url_v2: "https://r", token: "t" })).toEqual(place);
  expect(ghaPlace({ url_v2: "https://r/", token: "t", scope: "s", version: "2" })).toEqual({ ...place, scope: "s" });
});

test.each([
  [s3Place, { region: "r" }, "bucket not set for s3 cache"],
  [s3Place, { bucket: "b" }, "region not set for s3 cache"],
  [s3Place, { bucket: "b", region: "r" }, "not supported: s3 cache without access_key_id"],
  [s3Place, { bucket: "b", region: "r", ...keys, endpoint_url: "ftp://h" }, "invalid endpoint_url"],
  [s3Place, { bucket: "b", region: "r", ...keys, use_path_style: "maybe" }, "failed to parse use_path_style"],
  [ghaPlace, { token: "t" }, "url_v2 not set for github actions cache"],
  [ghaPlace, { url_v2: "https://r" }, "token not set for github actions cache"],
  [ghaPlace, { url_v2: "file:///r", token: "t" }, "invalid url_v2"],
  [ghaPlace, { url_v2: "https://r", token: "t", version: "1" }, "not supported: version 1"],
] as Array<[typeof s3Place, Record<string, string>, string]>)("%p of %p is refused", (place, attributes, text) => {
  expect(() => place(attributes)).toThrow(text);
});
