import { afterAll, beforeAll, expect, test } from "bun:test";
import { codesOf, digestOf, TestRegistry } from "./registry.test-support.ts";

/** Rules of the OCI distribution spec 1.1, section "Push", each by its words. */
let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.open();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
});

const octets = { "Content-Type": "application/octet-stream" };

async function fails(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  expect(await codesOf(response)).toContain(code);
}

test("end-4a: POST answers 202 with a Location that holds a UUID", async () => {
  const response = await registry.request("POST", "/v2/push/blobs/uploads/");
  expect(response.status).toBe(202);
  expect(response.headers.get("Location")).toMatch(
    /\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[0-9a-f]+$/,
  );
  expect(response.headers.get("Range")).toBe("0-0");
});

test("end-6: PUT of the whole blob answers 201 with a pullable Location", async () => {
  const digest = digestOf("monolithic");
  const put = await registry.request("PUT", `${await registry.begin("push")}?digest=${digest}`, {
    body: "monolithic",
    headers: octets,
  });
  expect(put.status).toBe(201);
  expect(put.headers.get("Docker-Content-Digest")).toBe(digest);
  expect(await (await registry.request("GET", put.headers.get("Location")!)).text()).toBe("monolithic");
});

test("end-4b: a single POST with a digest answers 201 with a pullable Location", async () => {
  const digest = digestOf("single post");
  const post = await registry.request("POST", `/v2/push/blobs/uploads/?digest=${digest}`, {
    body: "single post",
    headers: octets,
  });
  expect(post.status).toBe(201);
  expect((await registry.request("HEAD", post.headers.get("Location")!)).status).toBe(200);
});

test("end-4b: a POST with a digest and no body begins an upload", async () => {
  const post = await registry.request("POST", `/v2/push/blobs/uploads/?digest=${digestOf("later")}`);
  expect(post.status).toBe(202);
  const put = await registry.request("PUT", `${post.headers.get("Location")}?digest=${digestOf("later")}`, {
    body: "later",
  });
  expect(put.status).toBe(201);
});

test("end-4b: the digest MUST match the blob", async () => {
  const before = registry.uploads.count;
  const post = await registry.request("POST", `/v2/push/blobs/uploads/?digest=${digestOf("one")}`, { body: "other" });
  await fails(post, 400, "DIGEST_INVALID");
  expect(registry.uploads.count).toBe(before);
  expect((await registry.request("HEAD", `/v2/push/blobs/${digestOf("one")}`)).status).toBe(404);
  expect((await registry.request("HEAD", `/v2/push/blobs/${digestOf("other")}`)).status).toBe(404);
});

test("end-6: a PUT whose content has another digest is refused, and nothing of it is kept", async () => {
  const location = await registry.begin("push");
  await fails(
    await registry.request("PUT", `${location}?digest=${digestOf("x")}`, { body: "y" }),
    400,
    "DIGEST_INVALID",
  );
  await fails(await registry.request("GET", location), 404, "BLOB_UPLOAD_UNKNOWN");
});

test("end-6: the closing PUT MUST have the digest of the whole blob", async () => {
  const location = await registry.begin("push");
  await fails(await registry.request("PUT", location, { body: "y" }), 400, "DIGEST_INVALID");
  await fails(await registry.request("PUT", `${location}?digest=sha256:123`, { body: "y" }), 400, "DIGEST_INVALID");
});

test("sha512: a blob is pushed and pulled by it", async () => {
  const digest = await registry.blob("push", "by sha512", "sha512");
  const response = await registry.request("GET", `/v2/push/blobs/${digest}`);
  expect(response.headers.get("Docker-Content-Digest")).toBe(digest);
  expect(await response.text()).toBe("by sha512");
});

test("a blob without bytes is a blob", async () => {
  const digest = await registry.blob("push", "");
  const response = await registry.request("GET", `/v2/push/blobs/${digest}`);
  expect([response.status, response.headers.get("Content-Length"), await response.text()]).toEqual([200, "0", ""]);
});

function patch(location: string, body: string, range?: string): Promise<Response> {
  return registry.request("PATCH", location, {
    body,
    headers: { ...octets, ...(range === undefined ? {} : { "Content-Range": range }) },
  });
}

test("end-5: chunks in order answer 202 with Location and Range; the PUT may have the last one", async () => {
  let location = await registry.begin("push");
  const first = await patch(location, "aaaa", "0-3");
  expect([first.status, first.headers.get("Range")]).toEqual([202, "0-3"]);
  location = first.headers.get("Location")!;
  const second = await patch(location, "bbb", "4-6");
  expect([second.status, second.headers.get("Range")]).toEqual([202, "0-6"]);
  location = second.headers.get("Location")!;
  const put = await registry.request("PUT", `${location}?digest=${digestOf("aaaabbbcc")}`, {
    body: "cc",
    headers: { ...octets, "Content-Range": "7-8" },
  });
  expect(put.status).toBe(201);
  expect(await (await registry.request("GET", put.headers.get("Location")!)).text()).toBe("aaaabbbcc");
});

test("end-6: a session closes with a PUT without a body", async () => {
  const location = await registry.begin("push");
  await patch(location, "all of it", "0-8");
  expect((await registry.request("PUT", `${location}?digest=${digestOf("all of it")}`)).status).toBe(201);
});

test("end-5: the first chunk's range MUST begin with 0", async () => {
  const response = await patch(await registry.begin("push"), "aaaa", "1-4");
  await fails(response, 416, "BLOB_UPLOAD_INVALID");
});

test("end-5: a chunk out of order MUST be answered 416, and says where the upload stands", async () => {
  const location = await registry.begin("push");
  await patch(location, "aaaa", "0-3");
  for (const range of ["5-8", "0-3", "3-6"]) {
    const response = await patch(location, "bbbb", range);
    expect([response.headers.get("Range"), response.headers.get("Location")]).toEqual(["0-3", location]);
    await fails(response, 416, "BLOB_UPLOAD_INVALID");
  }
  expect((await patch(location, "bbbb", "4-7")).status).toBe(202);
});

test("end-6: a last chunk out of order MUST be answered 416, and the upload goes on", async () => {
  const location = await registry.begin("push");
  await patch(location, "aaaa", "0-3");
  const digest = digestOf("aaaabb");
  const put = (range: string): Promise<Response> =>
    registry.request("PUT", `${location}?digest=${digest}`, { body: "bb", headers: { "Content-Range": range } });
  await fails(await put("3-4"), 416, "BLOB_UPLOAD_INVALID");
  expect((await put("4-5")).status).toBe(201);
});

test("end-5: a Content-Range that is none is refused", async () => {
  const location = await registry.begin("push");
  for (const range of ["x", "0", "3-1", "-3"])
    await fails(await patch(location, "aaaa", range), 416, "BLOB_UPLOAD_INVALID");
});

test("end-5: a Content-Range of another length than the chunk is refused", async () => {
  await fails(await patch(await registry.begin("push"), "aaaa", "0-9"), 400, "SIZE_INVALID");
});

test("end-5: a chunk without a range is put behind the others, as docker sends it", async () => {
  const location = await registry.begin("push");
  await patch(location, "aa");
  expect((await patch(location, "bb")).headers.get("Range")).toBe("0-3");
});

test("end-13: GET of an upload answers 204 with Location and Range", async () => {
  const location = await registry.begin("push");
  await patch(location, "aaaa", "0-3");
  const status = await registry.request("GET", location);
  expect([status.status, status.headers.get("Range"), status.headers.get("Location")]).toEqual([204, "0-3", location]);
});

test("end-14: DELETE of an upload answers 204, and ends it", async () => {
  const location = await registry.begin("push");
  expect((await registry.request("DELETE", location)).status).toBe(204);
  await fails(await registry.request("GET", location), 404, "BLOB_UPLOAD_UNKNOWN");
  await fails(await registry.request("DELETE", location), 404, "BLOB_UPLOAD_UNKNOWN");
});

test("an upload belongs to its repository", async () => {
  const location = await registry.begin("push");
  await fails(await registry.request("GET", location.replace("/push/", "/other/")), 404, "BLOB_UPLOAD_UNKNOWN");
});

test("end-11: a mount answers 201 with the blob's Location", async () => {
  const digest = await registry.blob("push", "to be mounted");
  expect((await registry.request("HEAD", `/v2/mounted/blobs/${digest}`)).status).toBe(404);
  const post = await registry.request("POST", `/v2/mounted/blobs/uploads/?mount=${digest}&from=push`);
  expect([post.status, post.headers.get("Docker-Content-Digest")]).toEqual([201, digest]);
  expect(await (await registry.request("GET", post.headers.get("Location")!)).text()).toBe("to be mounted");
});

test("end-11: what cannot be mounted begins an upload", async () => {
  const digest = await registry.blob("push", "to be mounted");
  const elsewhere = [`mount=${digest}&from=nowhere`, `mount=${digestOf("not there")}&from=push`, `mount=${digest}`];
  for (const query of [...elsewhere, "mount=x&from=push", `mount=${digest}&from=..`]) {
    const post = await registry.request("POST", `/v2/unmounted/blobs/uploads/?${query}`);
    expect(post.status).toBe(202);
    expect(post.headers.get("Location")).toStartWith("/v2/unmounted/blobs/uploads/");
  }
});

test("names that are none are answered NAME_INVALID", async () => {
  for (const name of ["Upper", "a..b", "a/-b", "a/b-", `${"a".repeat(256)}`, "a//b", "_a", "a/_b"])
    await fails(await registry.request("POST", `/v2/${name}/blobs/uploads/`), 400, "NAME_INVALID");
});

test("too many uploads are answered 429 TOOMANYREQUESTS, too large ones 413", async () => {
  await using small = await TestRegistry.open({ mostUploads: 2, largestBlob: 10 });
  await small.begin("push");
  const location = await small.begin("push");
  await fails(await small.request("POST", "/v2/push/blobs/uploads/"), 429, "TOOMANYREQUESTS");
  await fails(await small.request("PATCH", location, { body: "x".repeat(11) }), 413, "SIZE_INVALID");
});
