import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { op, testFolder, testRegistries } from "./registries.test-support.ts";
import { StandIn } from "./stand-in.test-support.ts";

const manifest = (layer: Descriptor) => ({
  schemaVersion: 2,
  mediaType: mediaTypes.ociManifest,
  config: layer,
  layers: [layer],
});

test("a manifest is resolved, brought and checked, and a blob comes into a file", async () => {
  await using registry = await StandIn.start();
  await using registries = testRegistries();
  using folder = testFolder();
  const layer = registry.putBlob(randomBytes(3 << 20));
  const top = registry.putManifest("team/app", "1", manifest(layer));
  await using repository = registries.repository({ domain: registry.host, path: "team/app" }, { actions: "pull" });
  expect(repository.route).toBeUndefined();
  expect(await repository.resolve(op, "1")).toEqual(top);
  expect(repository.route).toBe(registry.origin);
  expect((await repository.manifest(op, top.digest)).descriptor).toEqual(top);
  const sizes: number[] = [];
  await repository.download(op, layer, { path: folder.file("layer"), progress: (size) => sizes.push(size) });
  expect(readFileSync(folder.file("layer")).equals(registry.blobs.get(layer.digest) ?? Buffer.alloc(0))).toBe(true);
  expect(sizes.at(-1)).toBe(layer.size);
  expect(await repository.blob(op, layer, { limitBytes: layer.size })).toEqual(
    registry.blobs.get(layer.digest) as Buffer,
  );
  expect(await repository.tags(op)).toEqual(["1"]);
});

test("a download goes on where the file ends", async () => {
  await using registry = await StandIn.start();
  await using registries = testRegistries();
  using folder = testFolder();
  const bytes = randomBytes(100_000);
  const layer = registry.putBlob(bytes);
  writeFileSync(folder.file("layer"), bytes.subarray(0, 40_000));
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  await repository.download(op, layer, { path: folder.file("layer") });
  expect(readFileSync(folder.file("layer")).equals(bytes)).toBe(true);
  expect(registry.asked("GET", "/blobs/").map(({ headers }) => headers["range"])).toEqual(["bytes=40000-"]);
});
