import { afterAll, beforeAll, expect, test } from "bun:test";
import { codesOf, digestOf, TestRegistry, types } from "./registry.test-support.ts";

/** Rules of the OCI distribution spec 1.1, section "Pushing Manifests", each by its words. */
let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.open();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
});

async function fails(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  expect(await codesOf(response)).toContain(code);
}

test("end-7: a manifest put under a tag answers 201 with a pullable Location and its digest, and stays as it was", async () => {
  const document = JSON.stringify(await registry.document("push", "tagged"), null, 3);
  const put = await registry.put("push", "v1", document);
  expect([put.status, put.headers.get("Docker-Content-Digest")]).toEqual([201, digestOf(document)]);
  expect(await (await registry.request("GET", put.headers.get("Location")!)).text()).toBe(document);
  expect(await (await registry.request("GET", "/v2/push/manifests/v1")).text()).toBe(document);
});

test("end-7: a manifest put under its digest is checked against it", async () => {
  const document = JSON.stringify(await registry.document("push", "digested"));
  for (const algorithm of ["sha256", "sha512"]) {
    const digest = digestOf(document, algorithm);
    expect((await registry.put("push", digest, document)).headers.get("Docker-Content-Digest")).toBe(digest);
    expect((await registry.request("GET", `/v2/push/manifests/${digest}`)).status).toBe(200);
  }
  await fails(await registry.put("push", digestOf("other"), document), 400, "DIGEST_INVALID");
});

test("end-7: the list of layers MAY be empty", async () => {
  const document = { ...(await registry.document("push", "x")), layers: [] };
  expect((await registry.put("push", "layerless", document)).status).toBe(201);
});

test("end-7: parameters of the Content-Type are ignored", async () => {
  const document = await registry.document("push", "parameters");
  expect((await registry.put("push", "p", document, `${types.manifest}; charset=utf-8`)).status).toBe(201);
  expect((await registry.request("HEAD", "/v2/push/manifests/p")).headers.get("Content-Type")).toBe(types.manifest);
});

test("end-7: blobs that are missing are answered with one MANIFEST_BLOB_UNKNOWN each", async () => {
  const layer = (content: string): object => ({ mediaType: types.layer, digest: digestOf(content), size: 3 });
  const document = { ...(await registry.document("push", "x")), layers: [layer("gone 1"), layer("gone 2")] };
  const put = await registry.put("push", "incomplete", document);
  expect(put.status).toBe(404);
  expect(await codesOf(put)).toEqual(["MANIFEST_BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN"]);
});

test("end-7: a blob of another repository is missing", async () => {
  await fails(
    await registry.put("elsewhere", "v1", await registry.document("push", "x")),
    404,
    "MANIFEST_BLOB_UNKNOWN",
  );
});

test("end-7: an index needs its manifests", async () => {
  const digest = await registry.image("push", undefined, "child");
  const size = Number((await registry.request("HEAD", `/v2/push/manifests/${digest}`)).headers.get("Content-Length"));
  const index = (child: string): object => ({
    schemaVersion: 2,
    mediaType: types.index,
    manifests: [{ mediaType: types.manifest, digest: child, size }],
  });
  expect((await registry.put("push", "index", index(digest))).status).toBe(201);
  await fails(await registry.put("push", "index", index(digestOf("no child"))), 404, "MANIFEST_BLOB_UNKNOWN");
});

test("end-7: foreign layers need not be there", async () => {
  const layer = { mediaType: `${types.layer}+gzip`, digest: digestOf("f"), size: 1, urls: ["https://example.com/f"] };
  const document = { ...(await registry.document("push", "x")), layers: [layer] };
  expect((await registry.put("push", "foreign", document)).status).toBe(201);
});

test("end-7: a manifest with a subject answers OCI-Subject, also when the subject is not there", async () => {
  const subject = { mediaType: types.manifest, digest: digestOf("absent"), size: 6 };
  const put = await registry.put("push", "refers", await registry.document("push", "x", { subject }));
  expect([put.status, put.headers.get("OCI-Subject")]).toEqual([201, subject.digest]);
});

test("end-7: a manifest of 4 MiB is taken, a larger one answered 413", async () => {
  const document = await registry.document("push", "large");
  const padded = (bytes: number): string => {
    const text = JSON.stringify({ ...document, annotations: { padding: "" } });
    return text.replace('"padding":"', `"padding":"${"x".repeat(bytes - text.length)}`);
  };
  expect((await registry.put("push", "large", padded(4 << 20))).status).toBe(201);
  await fails(await registry.put("push", "large", padded((4 << 20) + 1)), 413, "MANIFEST_INVALID");
});

test("end-7: what is no manifest is refused", async () => {
  const document = await registry.document("push", "x");
  const wrong: Array<[object | string, string]> = [
    ["", types.manifest],
    ["{", types.manifest],
    ["[]", types.manifest],
    ["null", types.manifest],
    [{}, types.manifest],
    [document, "text/plain"],
    [document, types.index],
    [{ ...document, mediaType: types.index }, types.manifest],
    [{ ...document, schemaVersion: 1 }, types.manifest],
    [{ ...document, schemaVersion: 3 }, types.manifest],
    [{ ...document, config: undefined }, types.manifest],
    [{ ...document, layers: [{ mediaType: types.layer, digest: digestOf("x"), size: -1 }] }, types.manifest],
    [{ ...document, layers: [{ mediaType: types.layer, digest: "sha256:../../x", size: 1 }] }, types.manifest],
    [
      { ...document, layers: [{ mediaType: types.layer, digest: digestOf("x").toUpperCase(), size: 1 }] },
      types.manifest,
    ],
    [{ ...document, layers: "x" }, types.manifest],
    [{ ...document, manifests: [] }, types.manifest],
    [{ ...document, manifests: [], mediaType: types.index }, types.index],
    [`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, types.manifest],
    [
      { schemaVersion: 1, name: "push", tag: "x", fsLayers: [], history: [] },
      "application/vnd.docker.distribution.manifest.v1+prettyjws",
    ],
  ];
  for (const [content, type] of wrong)
    await fails(await registry.put("push", "wrong", content, type), 400, "MANIFEST_INVALID");
  expect((await registry.request("HEAD", "/v2/push/manifests/wrong")).status).toBe(404);
});

test("a layer that is not as large as its descriptor says is refused", async () => {
  const document = await registry.document("push", "sized");
  const layers = (document["layers"] as Array<{ size: number }>).map((layer) => ({ ...layer, size: layer.size + 1 }));
  await fails(await registry.put("push", "sized", { ...document, layers }), 400, "MANIFEST_INVALID");
});
