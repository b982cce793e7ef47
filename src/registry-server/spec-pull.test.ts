import { afterAll, beforeAll, expect, test } from "bun:test";
import { codesOf, digestOf, TestRegistry, types } from "./registry.test-support.ts";

/** Rules of the OCI distribution spec 1.1, section "Pull", each by its words. */
let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.open();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
});

async function fails(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(await codesOf(response)).toEqual([code]);
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  registry.request("GET", path, { headers });
const head = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  registry.request("HEAD", path, { headers });

test("end-1: GET /v2/ answers 200, and says which API it is", async () => {
  for (const path of ["/v2/", "/v2"]) {
    const response = await get(path);
    expect([response.status, response.headers.get("Docker-Distribution-Api-Version")]).toEqual([200, "registry/2.0"]);
  }
});

test("end-3: a manifest comes by tag and by digest with its media type and digest", async () => {
  const digest = await registry.image("pull", "v1", "pulled");
  for (const reference of ["v1", digest, encodeURIComponent(digest)]) {
    const response = await get(`/v2/pull/manifests/${reference}`);
    expect([response.status, response.headers.get("Content-Type")]).toEqual([200, types.manifest]);
    expect(response.headers.get("Docker-Content-Digest")).toBe(digest);
    expect(digestOf(await response.text())).toBe(digest);
  }
});

test("end-3: HEAD of a manifest has its digest and length, and no body", async () => {
  const digest = await registry.image("pull", "v1", "pulled");
  const body = await (await get("/v2/pull/manifests/v1")).text();
  const response = await head("/v2/pull/manifests/v1");
  expect([response.status, response.headers.get("Docker-Content-Digest")]).toEqual([200, digest]);
  expect([response.headers.get("Content-Length"), await response.text()]).toEqual([String(body.length), ""]);
});

test("end-3: a manifest that is not there is answered 404", async () => {
  await registry.image("pull", "v1", "pulled");
  await fails(await get("/v2/pull/manifests/none"), 404, "MANIFEST_UNKNOWN");
  await fails(await get(`/v2/pull/manifests/${digestOf("none")}`), 404, "MANIFEST_UNKNOWN");
  await fails(await get("/v2/nowhere/manifests/v1"), 404, "NAME_UNKNOWN");
  expect((await head("/v2/pull/manifests/none")).status).toBe(404);
});

test("end-3: references that are none are refused", async () => {
  await fails(await get("/v2/pull/manifests/-x"), 400, "MANIFEST_INVALID");
  await fails(await get(`/v2/pull/manifests/${"x".repeat(129)}`), 400, "MANIFEST_INVALID");
  await fails(await get("/v2/pull/manifests/sha256:abc"), 400, "DIGEST_INVALID");
  await fails(await get("/v2/pull/manifests/..%2f..%2fx"), 404, "UNSUPPORTED");
});

test("Accept: what a client does not take is not sent; a client that says nothing takes all", async () => {
  await registry.image("pull", "v1", "pulled");
  const path = "/v2/pull/manifests/v1";
  for (const accept of ["*/*", "application/*", `${types.index}, ${types.manifest};q=0.5`])
    expect((await get(path, { Accept: accept })).status).toBe(200);
  await fails(await get(path, { Accept: types.index }), 404, "MANIFEST_UNKNOWN");
});

test("Accept: a client that knows no index gets the manifest for linux/amd64 of a tag", async () => {
  const digest = await registry.image("pull", undefined, "in an index");
  const size = Number((await head(`/v2/pull/manifests/${digest}`)).headers.get("Content-Length"));
  const platform = { os: "linux", architecture: "amd64" };
  const manifests = [{ mediaType: types.manifest, digest, size, platform }];
  await registry.put("pull", "many", { schemaVersion: 2, mediaType: types.index, manifests });
  const response = await get("/v2/pull/manifests/many", { Accept: types.manifest });
  expect([response.headers.get("Docker-Content-Digest"), response.headers.get("Content-Type")]).toEqual([
    digest,
    types.manifest,
  ]);
  const whole = await get("/v2/pull/manifests/many", { Accept: `${types.index},${types.manifest}` });
  expect(whole.headers.get("Content-Type")).toBe(types.index);
});

test("end-2: a blob comes with its digest; HEAD has its length", async () => {
  const digest = await registry.blob("pull", "a blob");
  const response = await get(`/v2/pull/blobs/${digest}`);
  expect([response.status, response.headers.get("Docker-Content-Digest")]).toEqual([200, digest]);
  expect(await response.text()).toBe("a blob");
  const asked = await head(`/v2/pull/blobs/${digest}`);
  expect([asked.status, asked.headers.get("Content-Length")]).toEqual([200, "6"]);
  expect(asked.headers.get("Docker-Content-Digest")).toBe(digest);
});

test("end-2: a blob that the repository does not have is answered 404", async () => {
  const digest = await registry.blob("pull", "a blob");
  await fails(await get(`/v2/pull/blobs/${digestOf("no blob")}`), 404, "BLOB_UNKNOWN");
  await fails(await get(`/v2/other/blobs/${digest}`), 404, "BLOB_UNKNOWN");
});

test("end-2: digests that are none are refused everywhere", async () => {
  const hex = "a".repeat(64);
  for (const digest of [
    `sha256:${hex.toUpperCase()}`,
    "sha256:..",
    `sha256:${hex}0`,
    `md5:${hex}`,
    `sha256:${hex.slice(1)}`,
    "x",
  ])
    for (const path of [`/v2/pull/blobs/${digest}`, `/v2/pull/referrers/${digest}`])
      await fails(await get(path), 400, "DIGEST_INVALID");
});

test("Range: parts of a blob as RFC 9110 has them", async () => {
  const path = `/v2/pull/blobs/${await registry.blob("pull", "0123456789")}`;
  const part = async (range: string, more: Record<string, string> = {}): Promise<unknown[]> => {
    const response = await get(path, { Range: range, ...more });
    return [response.status, response.headers.get("Content-Range"), await response.text()];
  };
  expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=8-100")).toEqual([206, "bytes 8-9/10", "89"]);
  expect(await part("bytes=-100")).toEqual([206, "bytes 0-9/10", "0123456789"]);
  for (const ignored of ["bytes=4-2", "lines=1-2", "bytes=1-2,4-5", "bytes=", "bytes=a-b"])
    expect(await part(ignored)).toEqual([200, null, "0123456789"]);
  expect(await part("bytes=2-4", { "If-Range": '"other"' })).toEqual([200, null, "0123456789"]);
  for (const beyond of ["bytes=10-", "bytes=-0"]) {
    const response = await get(path, { Range: beyond });
    expect([response.status, response.headers.get("Content-Range")]).toEqual([416, "bytes */10"]);
  }
});

test("a client that has the blob or the manifest is told so", async () => {
  const digest = await registry.image("pull", "v1", "known");
  const known = { "If-None-Match": `"${digest}"` };
  expect((await get("/v2/pull/manifests/v1", known)).status).toBe(304);
  const blob = await registry.blob("pull", "known");
  expect((await get(`/v2/pull/blobs/${blob}`, { "If-None-Match": `"${blob}"` })).status).toBe(304);
});
