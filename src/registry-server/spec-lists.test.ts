import { afterAll, beforeAll, expect, test } from "bun:test";
import { codesOf, digestOf, TestRegistry, types } from "./registry.test-support.ts";

/** Rules of the OCI distribution spec 1.1, sections "Content Discovery" and "Content Management", each by its words. */
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

async function tagsOf(query: string): Promise<{ tags: string[]; link: string | null }> {
  const response = await get(`/v2/tags/tags/list${query}`);
  const { name, tags } = (await response.json()) as { name: string; tags: string[] };
  expect(name).toBe("tags");
  return { tags, link: response.headers.get("Link") };
}

test("end-8: tags come in the order of their bytes, a page at a time", async () => {
  const all = ["A", "Z", "a", "a-1", "b", "v1", "v10", "v2"];
  for (const tag of [...all].reverse()) await registry.image("tags", tag, "same");
  expect(await tagsOf("")).toEqual({ tags: all, link: null });
  expect(await tagsOf("?n=3")).toEqual({ tags: ["A", "Z", "a"], link: '</v2/tags/tags/list?n=3&last=a>; rel="next"' });
  expect(await tagsOf("?n=3&last=a")).toMatchObject({ tags: ["a-1", "b", "v1"] });
  expect(await tagsOf("?n=3&last=v1")).toEqual({ tags: ["v10", "v2"], link: null });
  expect(await tagsOf("?n=2&last=v1")).toEqual({ tags: ["v10", "v2"], link: null });
  expect(await tagsOf("?last=b")).toEqual({ tags: ["v1", "v10", "v2"], link: null });
  expect(await tagsOf("?last=azz&n=1")).toMatchObject({ tags: ["b"] });
  expect(await tagsOf("?n=0")).toEqual({ tags: [], link: null });
  expect(await tagsOf("?n=100")).toEqual({ tags: all, link: null });
});

test("end-8: following Link gives every tag once", async () => {
  const all = (await tagsOf("")).tags;
  const seen: string[] = [];
  for (let query: string | undefined = "?n=3"; query !== undefined; ) {
    const { tags, link } = await tagsOf(query);
    seen.push(...tags);
    query = /list(\?.*)>/.exec(link ?? "")?.[1];
  }
  expect(seen).toEqual(all);
});

test("end-8: an unknown repository is answered 404, a bad n 400, no tags with an empty list", async () => {
  await fails(await get("/v2/unknown/tags/list"), 404, "NAME_UNKNOWN");
  await fails(await get("/v2/tags/tags/list?n=x"), 400, "UNSUPPORTED");
  await registry.image("tagless", undefined, "x");
  expect(await (await get("/v2/tagless/tags/list")).json()).toEqual({ name: "tagless", tags: [] });
});

test("_catalog lists repositories that have a manifest, a page at a time", async () => {
  await using own = await TestRegistry.open();
  for (const name of ["b/c", "a", "b"]) await own.image(name, "v1", "x");
  await own.blob("only/blobs", "x");
  expect(await (await own.request("GET", "/v2/_catalog")).json()).toEqual({ repositories: ["a", "b", "b/c"] });
  const page = await own.request("GET", "/v2/_catalog?n=2");
  expect(await page.json()).toEqual({ repositories: ["a", "b"] });
  expect(page.headers.get("Link")).toBe('</v2/_catalog?n=2&last=b>; rel="next"');
});

interface Referrers {
  readonly mediaType: string;
  readonly schemaVersion: number;
  readonly manifests: Array<{
    digest: string;
    artifactType?: string;
    annotations?: object;
    mediaType: string;
    size: number;
  }>;
}

async function referrersOf(digest: string, query = ""): Promise<Referrers & { readonly filters: string | null }> {
  const response = await get(`/v2/referred/referrers/${digest}${query}`);
  expect([response.status, response.headers.get("Content-Type")]).toEqual([200, types.index]);
  return { ...((await response.json()) as Referrers), filters: response.headers.get("OCI-Filters-Applied") };
}

test("end-12a: referrers have the manifest's artifactType, else its config's media type, and all its annotations", async () => {
  const digest = await registry.image("referred", "v1", "subject");
  const subject = { mediaType: types.manifest, digest, size: 1 };
  const annotations = { "org.example.sbom.format": "json", other: "" };
  const typed = await registry.image("referred", undefined, "typed", { subject, annotations, artifactType: "a/sbom" });
  const untyped = await registry.image("referred", undefined, "untyped", { subject });
  const index = { schemaVersion: 2, mediaType: types.index, manifests: [], subject };
  await registry.put("referred", digestOf(JSON.stringify(index)), index);
  const list = await referrersOf(digest);
  expect([list.schemaVersion, list.mediaType, list.filters]).toEqual([2, types.index, null]);
  const found = new Map(list.manifests.map((manifest) => [manifest.digest, manifest]));
  expect(found.get(typed)).toMatchObject({ artifactType: "a/sbom", annotations, mediaType: types.manifest });
  expect(found.get(untyped)).toMatchObject({ artifactType: types.config });
  const plain = found.get(digestOf(JSON.stringify(index)));
  expect([plain?.mediaType, Object.keys(plain ?? {})]).toEqual([types.index, ["mediaType", "digest", "size"]]);
  expect(list.manifests.length).toBe(3);
});

test("end-12b: referrers are filtered by artifactType, and the answer says so", async () => {
  const digest = await registry.image("referred", "v1", "subject");
  const list = await referrersOf(digest, "?artifactType=a/sbom");
  expect([list.filters, list.manifests.map(({ artifactType }) => artifactType)]).toEqual(["artifactType", ["a/sbom"]]);
  expect((await referrersOf(digest, "?artifactType=none")).manifests).toEqual([]);
});

test("end-12a: where nothing refers, or there is no such repository, the list is empty, and never 404", async () => {
  expect((await referrersOf(digestOf("nothing"))).manifests).toEqual([]);
  expect((await get(`/v2/nowhere/referrers/${digestOf("nothing")}`)).status).toBe(200);
});

test("end-12a: referrers that came before their subject are listed, and a deleted one is not", async () => {
  const document = JSON.stringify(await registry.document("referred", "comes later"));
  const digest = digestOf(document);
  const subject = { mediaType: types.manifest, digest, size: document.length };
  const referrer = await registry.image("referred", undefined, "came before", { subject });
  expect((await registry.put("referred", "later", document)).status).toBe(201);
  expect((await referrersOf(digest)).manifests.map((manifest) => manifest.digest)).toEqual([referrer]);
  expect((await registry.request("DELETE", `/v2/referred/manifests/${referrer}`)).status).toBe(202);
  expect((await referrersOf(digest)).manifests).toEqual([]);
});

test("end-9: DELETE of a tag answers 202; the manifest stays", async () => {
  const digest = await registry.image("managed", "v1", "x");
  expect((await registry.request("DELETE", "/v2/managed/manifests/v1")).status).toBe(202);
  expect((await get("/v2/managed/manifests/v1")).status).toBe(404);
  expect((await get(`/v2/managed/manifests/${digest}`)).status).toBe(200);
  await fails(await registry.request("DELETE", "/v2/managed/manifests/v1"), 404, "MANIFEST_UNKNOWN");
});

test("end-9: DELETE of a manifest answers 202, and takes its tags along", async () => {
  const digest = await registry.image("managed", "v1", "x");
  await registry.image("managed", "v2", "x");
  await registry.image("managed", "other", "y");
  expect((await registry.request("DELETE", `/v2/managed/manifests/${digest}`)).status).toBe(202);
  for (const reference of ["v1", "v2", digest])
    expect((await get(`/v2/managed/manifests/${reference}`)).status).toBe(404);
  expect((await get("/v2/managed/manifests/other")).status).toBe(200);
  await fails(await registry.request("DELETE", `/v2/nowhere/manifests/${digest}`), 404, "NAME_UNKNOWN");
});

test("end-10: DELETE of a blob answers 202, then 404; other repositories keep it", async () => {
  const digest = await registry.blob("managed", "deleted");
  await registry.blob("kept", "deleted");
  expect((await registry.request("DELETE", `/v2/managed/blobs/${digest}`)).status).toBe(202);
  expect((await get(`/v2/managed/blobs/${digest}`)).status).toBe(404);
  await fails(await registry.request("DELETE", `/v2/managed/blobs/${digest}`), 404, "BLOB_UNKNOWN");
  expect((await get(`/v2/kept/blobs/${digest}`)).status).toBe(200);
});

test("deletion that is switched off is answered 405", async () => {
  await using own = await TestRegistry.open({ rules: { allowDelete: false } });
  const digest = await own.image("managed", "v1", "x");
  for (const path of ["manifests/v1", `manifests/${digest}`, `blobs/${digestOf("x")}`])
    await fails(await own.request("DELETE", `/v2/managed/${path}`), 405, "UNSUPPORTED");
  expect((await own.request("GET", "/v2/managed/manifests/v1")).status).toBe(200);
});

test("what is no page of the API is answered 404, a method that a page does not have 405", async () => {
  for (const path of ["/", "/v1/", "/v2/x", "/v2/x/y/z", "/v2//", "/v2/x/tags/", "/v2/%zz/tags/list"])
    expect((await get(path)).status).toBe(404);
  for (const [method, path] of [
    ["POST", "/v2/"],
    ["POST", "/v2/pull/tags/list"],
    ["PUT", `/v2/pull/blobs/${digestOf("x")}`],
    ["GET", "/v2/pull/blobs/uploads/"],
  ] as const) {
    const response = await registry.request(method, path);
    expect(response.headers.get("Allow")).not.toBe(null);
    await fails(response, 405, "UNSUPPORTED");
  }
});

test("a read-only registry is pulled from, and refuses all else", async () => {
  await using full = await TestRegistry.open();
  await full.image("pull", "v1", "x");
  await full.close();
  await using own = await TestRegistry.open({ root: full.root, rules: { readOnly: true } });
  expect((await own.request("GET", "/v2/pull/manifests/v1")).status).toBe(200);
  await fails(await own.request("POST", "/v2/pull/blobs/uploads/"), 403, "DENIED");
  await fails(await own.put("pull", "v2", {}), 403, "DENIED");
  await fails(await own.request("DELETE", "/v2/pull/manifests/v1"), 403, "DENIED");
});
