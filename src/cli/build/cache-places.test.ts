import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import { CacheFolder } from "./cache-folder.ts";
import { cachePlaces } from "./cache-places.ts";

function temporary(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "cache-places-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test("a folder of blobs, and what its tags stand for", async () => {
  using folder = temporary();
  const cache = new CacheFolder(join(folder.path, "cache"));
  const digest = digestOf("whole");
  expect([cache.find("latest"), cache.has(digest)]).toEqual([undefined, false]);
  await cache.write(digest, pieces("who", "le"));
  const read: Uint8Array[] = [];
  for await (const chunk of cache.read(digest)) read.push(chunk);
  expect([Buffer.concat(read).toString(), cache.has(digest)]).toEqual(["whole", true]);
  const manifest = { mediaType: "application/vnd.oci.image.manifest.v1+json", digest, size: 5 };
  cache.tag("one", { ...manifest, digest: digestOf("other") });
  cache.tag("two", manifest);
  cache.tag("one", manifest);
  expect([cache.find("one"), cache.find("two"), cache.find("three")]).toEqual([digest, digest, undefined]);
  expect(JSON.parse(readFileSync(join(folder.path, "cache", "oci-layout"), "utf8"))).toEqual({
    imageLayoutVersion: "1.0.0",
  });
});

test("bytes of another digest are refused and leave nothing", async () => {
  using folder = temporary();
  const cache = new CacheFolder(folder.path);
  const failure = cache.write(digestOf("whole"), pieces("part")).then(() => "none", messageOf);
  expect(await failure).toContain("unexpected commit digest");
  expect([cache.has(digestOf("whole")), readdirSync(join(folder.path, "ingest"))]).toEqual([false, []]);
  const foreign = "sha256:../../../etc/passwd" as ReturnType<typeof digestOf>;
  expect(() => cache.has(foreign)).toThrow("invalid digest");
});

test("folders are offered under their names, those that are not there are told", () => {
  using folder = temporary();
  const digest = digestOf("manifest");
  new CacheFolder(folder.path).tag("v1", { mediaType: "application/vnd.oci.image.index.v1+json", digest, size: 1 });
  const from = ["plain/image", `type=local,src=${folder.path},tag=v1`, `type=local,src=${folder.path}/absent`];
  const places = cachePlaces(from, [`type=local,dest=${folder.path}/new,tag=v2,mode=max`]);
  expect(places.imports).toEqual([
    { type: "registry", attributes: { ref: "plain/image" } },
    { type: "local", attributes: { src: folder.path, digest } },
  ]);
  expect(places.exports).toEqual([
    { type: "local", attributes: { dest: `${folder.path}/new`, tag: "v2", mode: "max" } },
  ]);
  expect([...places.folders].map(([name, { tag }]) => [name, tag])).toEqual([
    [`local:${folder.path}/new`, "v2"],
    [`local:${folder.path}`, "v1"],
  ]);
  expect(places.warnings).toEqual([`local cache import at ${folder.path}/absent not found: it has no latest`]);
  expect(() => cachePlaces([], ["type=local"])).toThrow("local cache exporter requires dest");
  expect(() => cachePlaces(["type=local"], [])).toThrow("local cache importer requires src");
});
