import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { digestOf, types } from "#registry-server/registry.test-support.ts";
import { Cache } from "./cache.test-support.ts";

test("what is not here is fetched once, kept, and asked for by HEAD afterwards", async () => {
  await using cache = await Cache.open();
  const digest = await cache.upstream.image("app", "v1", "layer content");
  cache.asked();
  const response = await cache.get("app/manifests/v1");
  expect([response.status, response.headers.get("Docker-Content-Digest")]).toEqual([200, digest]);
  const asked = ["HEAD /v2/app/manifests/v1", `GET /v2/app/manifests/${digest}`];
  expect(cache.asked().filter((line) => !line.endsWith("/v2/"))).toEqual(asked);
  const blob = await cache.get(`app/blobs/${digestOf("layer content")}`);
  expect([blob.status, await blob.text()]).toEqual([200, "layer content"]);
  expect(cache.asked().filter((line) => line.includes("/blobs/"))).toEqual([
    `GET /v2/app/blobs/${digestOf("layer content")}`,
  ]);
  expect(await (await cache.get(`app/blobs/${digestOf("layer content")}`)).text()).toBe("layer content");
  expect((await cache.get("app/manifests/v1")).status).toBe(200);
  expect((await cache.get(`app/manifests/${digest}`)).status).toBe(200);
  expect(cache.asked().filter((line) => !line.endsWith("/v2/"))).toEqual(["HEAD /v2/app/manifests/v1"]);
});

test("a blob is passed on while it comes, to all who ask, and fetched once", async () => {
  await using cache = await Cache.open();
  const content = Buffer.alloc(20 << 20, "0123456789abcdef");
  const digest = await cache.upstream.blob("app", content);
  const document = await cache.upstream.document("app", "x");
  const layers = [{ mediaType: types.layer, digest, size: content.length }];
  await cache.upstream.put("app", "big", { ...document, layers });
  await cache.get("app/manifests/big");
  const head = await cache.registry.request("HEAD", `/v2/up/app/blobs/${digest}`);
  expect(head.headers.get("Content-Length")).toBe(String(content.length));
  cache.asked();
  const whole = async (): Promise<string> =>
    digestOf(new Uint8Array(await (await cache.get(`app/blobs/${digest}`)).arrayBuffer()));
  const part = await cache.get(`app/blobs/${digest}`, { headers: { Range: "bytes=10000000-10000003" } });
  expect([part.status, await part.text()]).toEqual([206, "0123"]);
  expect(await Promise.all([whole(), whole(), whole()])).toEqual([digest, digest, digest]);
  expect(cache.asked().filter((line) => line.includes("/blobs/")).length).toBe(1);
  expect(readdirSync(join(cache.registry.root, "registry/fetching"))).toEqual([]);
});

test("a tag that moves upstream is followed; one that is gone there is gone", async () => {
  await using cache = await Cache.open();
  await cache.upstream.image("app", "v1", "one");
  await cache.get("app/manifests/v1");
  const second = await cache.upstream.image("app", "v1", "two");
  expect((await cache.get("app/manifests/v1")).headers.get("Docker-Content-Digest")).toBe(second);
  await cache.upstream.request("DELETE", "/v2/app/manifests/v1");
  expect((await cache.get("app/manifests/v1")).status).toBe(404);
});

test("while upstream is down, what is here is passed on, and what is not is answered 502", async () => {
  await using cache = await Cache.open();
  const digest = await cache.upstream.image("app", "v1", "kept");
  await cache.upstream.image("app", "v2", "not asked for");
  await cache.get("app/manifests/v1");
  await (await cache.get(`app/blobs/${digestOf("kept")}`)).text();
  const { root } = cache.registry;
  await cache.registry.close();
  await cache.upstream.close();
  await cache.start({ root });
  expect((await cache.get("app/manifests/v1")).headers.get("Docker-Content-Digest")).toBe(digest);
  expect(await (await cache.get(`app/blobs/${digestOf("kept")}`)).text()).toBe("kept");
  expect(await (await cache.get("app/tags/list")).json()).toEqual({ name: "up/app", tags: ["v1"] });
  expect((await cache.get("app/manifests/v2")).status).toBe(502);
  expect((await cache.get(`app/manifests/${digestOf("x")}`)).status).toBe(502);
});

test("what is pushed belongs to here, beside what is upstream", async () => {
  await using cache = await Cache.open();
  await cache.upstream.image("app", "v1", "theirs");
  const ours = await cache.registry.image("up/app", "v2", "ours");
  await cache.upstream.image("app", "v2", "theirs too");
  expect((await cache.get("app/manifests/v2")).headers.get("Docker-Content-Digest")).toBe(ours);
  expect(await (await cache.get("app/tags/list")).json()).toEqual({ name: "up/app", tags: ["v1", "v2"] });
  expect((await cache.upstream.request("GET", "/v2/app/manifests/v2")).headers.get("Docker-Content-Digest")).not.toBe(
    ours,
  );
  await cache.get("app/manifests/v1");
  const taken = await cache.registry.image("up/app", "v1", "ours");
  expect((await cache.get("app/manifests/v1")).headers.get("Docker-Content-Digest")).toBe(taken);
});

test("a push that counts on a layer of upstream's has it fetched, so that it is whole", async () => {
  await using cache = await Cache.open();
  await cache.upstream.image("app", "v1", "base layer");
  await cache.get("app/manifests/v1");
  const base = { mediaType: types.layer, digest: digestOf("base layer"), size: 10 };
  expect((await cache.registry.request("HEAD", `/v2/up/app/blobs/${base.digest}`)).status).toBe(200);
  const document = await cache.registry.document("up/app", "on top");
  const layers = [base, ...(document["layers"] as object[])];
  expect((await cache.registry.put("up/app", "ours", { ...document, layers })).status).toBe(201);
  expect(existsSync(join(cache.registry.root, "registry/blobs/sha256", base.digest.slice(7)))).toBe(true);
});

test("referrers of upstream are listed with those of here", async () => {
  await using cache = await Cache.open();
  const digest = await cache.upstream.image("app", "v1", "subject");
  const subject = { mediaType: types.manifest, digest, size: 1 };
  const theirs = await cache.upstream.image("app", undefined, "theirs", { subject, artifactType: "a/b" });
  const ours = await cache.registry.image("up/app", undefined, "ours", { subject, artifactType: "a/b" });
  const list = (await (await cache.get(`app/referrers/${digest}`)).json()) as { manifests: Array<{ digest: string }> };
  expect(list.manifests.map((manifest) => manifest.digest).sort()).toEqual([theirs, ours].sort());
});

test("a client that takes this registry for a mirror names the host", async () => {
  await using cache = await Cache.open();
  const digest = await cache.upstream.image("app", "v1", "mirrored");
  const response = await cache.registry.request("GET", "/v2/app/manifests/v1?ns=up");
  expect([response.headers.get("Docker-Content-Digest"), response.headers.get("OCI-Namespace")]).toEqual([
    digest,
    "up",
  ]);
  expect((await cache.registry.request("GET", "/v2/app/manifests/v1?ns=other")).status).toBe(404);
});

test("bytes of another digest are never kept, and no answer ends as if they were right", async () => {
  await using cache = await Cache.open();
  const digest = await cache.upstream.image("app", "v1", "right bytes");
  await cache.get("app/manifests/v1");
  const layer = digestOf("right bytes");
  await Bun.write(join(cache.upstream.root, "registry/blobs/sha256", layer.slice(7)), "wrong bytes");
  const text = await cache
    .get(`app/blobs/${layer}`)
    .then((response) => response.text())
    .catch(() => "broken");
  expect(text).not.toBe("wrong bytes");
  expect(existsSync(join(cache.registry.root, "registry/blobs/sha256", layer.slice(7)))).toBe(false);
  await Bun.write(join(cache.upstream.root, "registry/blobs/sha256", digest.slice(7)), "{}");
  expect((await cache.get(`app/manifests/${digestOf("{}")}`)).status).toBe(404);
});
