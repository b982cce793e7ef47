import { expect, test } from "bun:test";
import { readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { digestOf, types } from "#registry-server/registry.test-support.ts";
import { Cache } from "./cache.test-support.ts";

const hourMs = 3_600_000;

/** Gets an image of one layer, whose text it is, as a client does. */
async function pull(cache: Cache, tag: string): Promise<string> {
  const manifest = await cache.get(`app/manifests/${tag}`);
  expect(manifest.status).toBe(200);
  const { layers } = (await manifest.json()) as { layers: Array<{ digest: string }> };
  return await (await cache.get(`app/blobs/${layers[0]!.digest}`)).text();
}

test("what nobody asked for within the age goes, and is fetched again when it is asked for", async () => {
  await using cache = await Cache.open();
  await cache.upstream.image("app", "v1", "layer one");
  await pull(cache, "v1");
  expect(await cache.evict({ maxAgeMs: 2 * hourMs, agoMs: hourMs })).toMatchObject({ manifests: 0, blobs: 0 });
  expect(await cache.evict({ maxAgeMs: hourMs, agoMs: 2 * hourMs })).toMatchObject({ manifests: 1, blobs: 2 });
  expect(cache.hasBlob("layer one")).toBe(false);
  expect(await cache.registry.storage.repositories(backgroundOp())).toEqual([]);
  expect(readdirSync(join(cache.registry.root, "registry/repositories"))).toEqual([]);
  cache.asked();
  expect(await pull(cache, "v1")).toBe("layer one");
  expect(cache.asked().filter((line) => line.includes("/blobs/"))).toHaveLength(1);
});

test("a tag that was remembered when its manifest went is asked for again", async () => {
  await using cache = await Cache.open();
  await cache.registry.close();
  cache.freshMs = 24 * hourMs;
  await cache.start({ root: cache.registry.root });
  const digest = await cache.upstream.image("app", "v1", "remembered");
  await pull(cache, "v1");
  await cache.get(`app/manifests/${digest}`);
  await cache.evict({ maxAgeMs: hourMs, agoMs: 2 * hourMs });
  expect(await pull(cache, "v1")).toBe("remembered");
  expect((await cache.get(`app/manifests/${digest}`)).status).toBe(200);
});

test("of too much the blobs go that were unused longest; their manifests stay and say how large they are", async () => {
  await using cache = await Cache.open();
  const texts = ["a", "b", "c"].map((letter) => letter.repeat(1_000));
  for (const [at, text] of texts.entries()) await cache.upstream.image("app", `v${at}`, text);
  for (const at of [0, 1, 2]) {
    await pull(cache, `v${at}`);
    await Bun.sleep(5);
  }
  const { leftBytes } = await cache.evict({ maxBytes: 2_500, agoMs: 3 * hourMs });
  expect(leftBytes).toBeLessThan(2_500);
  expect(texts.map((text) => cache.hasBlob(text))).toEqual([false, true, true]);
  await cache.upstream.close();
  expect((await cache.get("app/manifests/v0")).status).toBe(200);
  expect((await cache.registry.request("HEAD", `/v2/up/app/blobs/${digestOf(texts[0]!)}`)).status).toBe(200);
});

test("what was pushed stays with all that it names, also where upstream gave that; what is used just now stays, too", async () => {
  await using cache = await Cache.open();
  const theirs = await cache.upstream.image("app", "v1", "theirs");
  await pull(cache, "v1");
  await cache.upstream.image("app", "v2", "not wanted");
  await pull(cache, "v2");
  const base = { mediaType: types.layer, digest: digestOf("theirs"), size: 6 };
  const document = await cache.registry.document("up/app", "ours");
  await cache.registry.put("up/app", "ours", { ...document, layers: [base, ...(document["layers"] as object[])] });
  await cache.registry.blob("up/app", "of a push under way");
  await cache.registry.image("other", "v1", "of no upstream");
  expect(await cache.evict({ maxBytes: 1, agoMs: 10_000 })).toMatchObject({ manifests: 0, blobs: 0 });
  await cache.evict({ maxAgeMs: hourMs, maxBytes: 1, agoMs: 24 * hourMs });
  const all = ["theirs", "not wanted", "ours", "of a push under way", "of no upstream"];
  expect(all.map((text) => cache.hasBlob(text))).toEqual([true, false, true, true, true]);
  expect(await cache.registry.storage.tags(backgroundOp(), "up/app")).toEqual(["ours"]);
  // A push of what upstream gave makes it ours.
  await pull(cache, "v1");
  const bytes = await (await cache.get(`app/manifests/${theirs}`)).text();
  expect((await cache.registry.put("up/app", "taken", JSON.parse(bytes))).status).toBe(201);
  await cache.evict({ maxAgeMs: hourMs, agoMs: 24 * hourMs });
  expect(await cache.registry.storage.tags(backgroundOp(), "up/app")).toContain("taken");
});

test("how long something was unused is known over a restart", async () => {
  await using cache = await Cache.open();
  await cache.upstream.image("app", "v1", "kept long");
  await pull(cache, "v1");
  const { root } = cache.registry;
  const long = new Date(Date.now() - 10 * hourMs);
  const repository = join(root, "registry/repositories/up/app");
  for (const folder of ["_blobs", "_manifests"])
    for (const name of readdirSync(join(repository, folder))) utimesSync(join(repository, folder, name), long, long);
  await cache.registry.close();
  await cache.start({ root });
  // Asked for once in an hour or so, the link's time is made new.
  await cache.get("app/manifests/v1");
  const links = readdirSync(join(repository, "_manifests"));
  const times = (): number[] => links.map((name) => statSync(join(repository, "_manifests", name)).mtimeMs);
  for (let tries = 0; tries < 100 && times().some((time) => time <= long.getTime()); tries++) await Bun.sleep(10);
  expect(times().every((time) => time > long.getTime())).toBe(true);
  await cache.evict({ maxAgeMs: 5 * hourMs, agoMs: 0 });
  expect(cache.hasBlob("kept long")).toBe(false);
  expect((await cache.get("app/manifests/v1")).status).toBe(200);
});

test("content goes while it is asked for by many, and none gets anything but the whole of it", async () => {
  await using cache = await Cache.open();
  const text = "0123456789abcdef".repeat(200_000);
  await cache.upstream.image("app", "v1", text);
  let isOver = false;
  const evicting = (async () => {
    let manifests = 0;
    while (!isOver) {
      manifests += (await cache.evict({ maxAgeMs: hourMs, agoMs: 2 * hourMs })).manifests;
      await Bun.sleep(1);
    }
    return manifests;
  })();
  const digest = digestOf(text);
  let served = 0;
  const one = async (): Promise<void> => {
    for (let round = 0; round < 8; round++) {
      // Here all that is used is old at once, so that even a manifest may go before it is passed on.
      const { status } = await cache.get("app/manifests/v1");
      if (status === 200) served++;
      else expect(status).toBe(404);
      const blob = await cache.get(`app/blobs/${digest}`);
      // Between the two its manifest may have gone: then it is asked for again, as clients do.
      if (blob.status === 200) expect(digestOf(new Uint8Array(await blob.arrayBuffer()))).toBe(digest);
      else expect(blob.status).toBe(404);
    }
  };
  await Promise.all(Array.from({ length: 4 }, one));
  isOver = true;
  expect(await evicting).toBeGreaterThan(0);
  expect(served).toBeGreaterThan(0);
});
