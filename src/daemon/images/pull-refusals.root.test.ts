import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { Layout } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";
import { failureOf, layer, other, serve, team, textOf } from "./test-pulls.ts";

test("what is wrong is refused, and nothing of it stays", async () => {
  await using bench = await ImageBench.make();
  const before = await bench.leftovers();
  const ref = "reg.example/team/app:1";
  const kept = bench.registries.kept(team);
  serve(bench, "1", [layer]);
  kept.blobs.set(digestOf(layer), Buffer.from("other bytes"));
  expect(await failureOf(bench.pull(ref))).toBe(`filesystem layer verification failed for digest ${digestOf(layer)}`);
  const swapped = new Layout();
  const target = swapped.image([layer], { pack: () => other });
  bench.registries.serve(team, "1", { target, blobs: swapped.blobs });
  expect(await failureOf(bench.pull(ref))).toBe("layers from manifest don't match image configuration");
  serve(bench, "1", [Buffer.from("this is no archive of anything, however long one reads it".repeat(20))]);
  expect(await failureOf(bench.pull(ref))).toStartWith("failed to register layer: ");
  expect(await failureOf(bench.pull("scratch"))).toBe("'scratch' is a reserved name");
  expect(await failureOf(bench.pull("reg.example/team/app:none"))).toContain("manifest unknown: manifest unknown");
  expect(await bench.leftovers()).toEqual(before);
  expect(bench.registries.open).toBe(0);
});

test("documents that are no image of a file system are refused by what they are", async () => {
  await using bench = await ImageBench.make();
  const layout = new Layout();
  const good = layout.image([layer]);
  const manifest = JSON.parse(Buffer.from(layout.blobs.get(good.digest) ?? []).toString());
  const config = (mediaType: string): object => ({ ...manifest, config: { ...manifest.config, mediaType } });
  const docker = "application/vnd.docker.distribution.manifest.v2+json";
  const cases: Array<[object, string]> = [
    [{ ...manifest, manifests: [] }, "both manifests and layers"],
    [config("application/vnd.other.config.v1+json"), "unsupported media type application/vnd.other.config.v1+json"],
    [
      { ...config("application/vnd.docker.plugin.v1+json"), mediaType: docker },
      'Encountered remote "application/vnd.docker.plugin.v1+json"(plugin) when fetching',
    ],
    [{ ...manifest, mediaType: "application/x-unknown" }, "unsupported media type application/x-unknown"],
    [{ ...manifest, layers: [] }, "layers from manifest don't match image configuration"],
    [
      { schemaVersion: 1, mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" },
      "Suggest the author of reg.example/team/app:odd to upgrade the image",
    ],
  ];
  for (const [document, text] of cases) {
    const odd = new Layout();
    for (const [digest, bytes] of layout.blobs) odd.blobs.set(digest, bytes);
    const bytes = Buffer.from(JSON.stringify(document));
    odd.blobs.set(digestOf(bytes), bytes);
    bench.registries.serve(team, "odd", {
      target: { mediaType: "", digest: digestOf(bytes), size: bytes.length },
      blobs: odd.blobs,
    });
    expect(await failureOf(bench.pull("reg.example/team/app:odd"))).toContain(text);
  }
  expect((await bench.leftovers()).records).toBe(0);
});

test("who answered is told when it was a mirror", async () => {
  await using bench = await ImageBench.make();
  serve(bench, "1", [layer]);
  bench.registries.route = "http://mirror.example:5000";
  expect(textOf(await bench.pull("reg.example/team/app:1")).slice(0, 2)).toEqual([
    "1: Pulling from team/app",
    "Mirror of reg.example: http://mirror.example:5000",
  ]);
});

test("an index of indexes is not followed for ever", async () => {
  await using bench = await ImageBench.make();
  const layout = new Layout();
  const image = layout.image([layer], { more: { platform: { os: "linux", architecture: "s390x" } } });
  const platform = { os: "linux", architecture: "amd64" };
  const indexes = Array.from({ length: 200 }, (_, at) => ({
    ...layout.put({ manifests: [image], annotations: { at: String(at) } }, "application/vnd.oci.image.index.v1+json"),
    platform,
  }));
  bench.registries.serve(team, "wide", { target: layout.index(...indexes), blobs: layout.blobs });
  expect(await failureOf(bench.pull("reg.example/team/app:wide"))).toBe("invalid image index: too many documents");
  let deep = layout.index(image);
  for (let at = 0; at < 30; at++) deep = layout.index({ ...deep, platform });
  bench.registries.serve(team, "deep", { target: deep, blobs: layout.blobs });
  expect(await failureOf(bench.pull("reg.example/team/app:deep"))).toBe("invalid image index: nested too deeply");
  expect((await bench.leftovers()).blobs).toEqual([]);
});
