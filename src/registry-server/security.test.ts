import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { codesOf, digestOf, TestRegistry, types } from "./registry.test-support.ts";

/** Attacks that registries and engines have fallen for, each by the number of its report. */
let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.open();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
});

/** Of processor time: a busy machine makes no attack of a request. */
function secondsSince(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

async function isAlive(): Promise<void> {
  expect((await registry.request("GET", "/v2/")).status).toBe(200);
}

test("CVE-2023-25153: a manifest without end is refused after 4 MiB, and none of it is kept", async () => {
  let sent = 0;
  const piece = Buffer.alloc(256 * 1024, 0x20);
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; sent < 5 * 2 ** 30; sent += piece.length) yield piece;
  }
  const begin = process.cpuUsage();
  const status = await registry
    .request("PUT", "/v2/x/manifests/v1", { body: endless() as unknown as ReadableStream })
    .then((response) => response.status)
    .catch(() => 413);
  expect(status).toBe(413);
  expect(secondsSince(begin)).toBeLessThan(1);
  expect(sent).toBeLessThan(64 << 20);
  const declared = await registry.request("HEAD", "/v2/x/manifests/v1");
  expect(declared.status).toBe(404);
  await isAlive();
});

test("CVE-2021-21285, CVE-2021-20291: manifests of nonsense are refused at once, and the registry goes on", async () => {
  const good = await registry.document("x", "content");
  const descriptor = (good["layers"] as object[])[0]!;
  const nonsense: Array<object | string> = [
    `${"[".repeat(1_000_000)}`,
    `${'{"config":'.repeat(300_000)}`,
    `{"schemaVersion":2,"config":{"size":NaN}}`,
    JSON.stringify(good).replace(/"size":\d+/, '"size":1e400'),
    { ...good, config: { ...(good["config"] as object), size: "5" } },
    { ...good, config: { ...(good["config"] as object), size: 2 ** 60 } },
    { ...good, layers: [{ ...descriptor, size: -5 }] },
    { ...good, layers: [{ ...descriptor, size: 1.5 }] },
    { ...good, layers: [null] },
    { ...good, layers: [[]] },
    { ...good, layers: {} },
    { ...good, config: [] },
    { ...good, annotations: { a: 1 } },
    { ...good, annotations: [] },
    { ...good, mediaType: 7 },
    { ...good, subject: { digest: "x", size: 1 } },
    { ...good, layers: Array.from({ length: 10_001 }, () => descriptor) },
    { ["__proto__"]: good, schemaVersion: 2 },
  ];
  for (const document of nonsense) {
    const begin = process.cpuUsage();
    const response = await registry.put("x", "nonsense", document, types.manifest);
    expect([response.status, await codesOf(response)]).toEqual([400, ["MANIFEST_INVALID"]]);
    expect(secondsSince(begin)).toBeLessThan(1);
  }
  await isAlive();
});

test("CVE-2014-8179: content is never taken for another digest's: blob, chunked blob, manifest", async () => {
  const wrong = digestOf("right");
  for (const body of ["wrong", "", "right ", "righ"]) {
    const post = await registry.request("POST", `/v2/x/blobs/uploads/?digest=${wrong}`, { body });
    const location = post.status === 202 ? post.headers.get("Location")! : await registry.begin("x");
    if (post.status !== 202) expect(post.status).toBe(400);
    await registry.request("PATCH", location, { body });
    expect((await registry.request("PUT", `${location}?digest=${wrong}`)).status).toBe(400);
  }
  const document = JSON.stringify(await registry.document("x", "content"));
  expect((await registry.put("x", digestOf("other"), document)).status).toBe(400);
  expect((await registry.put("x", digestOf("other", "sha512"), document)).status).toBe(400);
  expect((await registry.request("HEAD", `/v2/x/blobs/${wrong}`)).status).toBe(404);
  const files = readdirSync(join(registry.root, "registry/blobs/sha256"));
  expect(files).not.toContain(wrong.slice(7));
  expect(registry.uploads.count).toBe(0);
});

test("CVE-2021-41190: a document that is a manifest and an index is refused, whatever it calls itself", async () => {
  const manifest = await registry.document("x", "content");
  const index = { manifests: [{ mediaType: types.manifest, digest: digestOf("a"), size: 1 }] };
  for (const mediaType of [types.manifest, types.index]) {
    for (const own of [{ mediaType }, { mediaType: undefined }]) {
      const response = await registry.put("x", "both", { ...manifest, ...index, ...own }, mediaType);
      expect([response.status, await codesOf(response)]).toEqual([400, ["MANIFEST_INVALID"]]);
    }
  }
});

test("CVE-2024-3727: a digest is never a path", async () => {
  const before = readdirSync(registry.root, { recursive: true }).length;
  const digests = [
    "sha256:../../x",
    "sha256:..%2f..%2fx",
    `sha256:${"A".repeat(64)}`,
    "sha256:abc",
    `sha256:${"a".repeat(63)}/`,
  ];
  for (const digest of digests) {
    for (const [method, path] of [
      ["GET", `blobs/${digest}`],
      ["HEAD", `manifests/${digest}`],
      ["DELETE", `blobs/${digest}`],
      ["GET", `referrers/${digest}`],
      ["PUT", `manifests/${digest}`],
      ["POST", `blobs/uploads/?digest=${digest}`],
    ] as const) {
      const { status } = await registry.request(method, `/v2/x/${path}`, method === "PUT" ? { body: "{}" } : {});
      expect([400, 404, 405]).toContain(status);
    }
    const mount = await registry.request("POST", `/v2/x/blobs/uploads/?mount=${digest}&from=../x`);
    expect(mount.status).toBe(202);
    await registry.request("DELETE", mount.headers.get("Location")!);
    const location = await registry.begin("x");
    expect((await registry.request("PUT", `${location}?digest=${digest}`, { body: "x" })).status).toBe(400);
    await registry.request("DELETE", location);
  }
  expect(readdirSync(registry.root, { recursive: true }).length).toBe(before);
});
