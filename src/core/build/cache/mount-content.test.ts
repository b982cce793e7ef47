import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { cacheConfigType } from "./cache-config.ts";
import { cacheManifest, cacheParts } from "./cache-manifest.ts";
import { type MountContent, mountContent, mountDescriptor } from "./mount-content.ts";

const content: MountContent = {
  descriptor: { mediaType: mediaTypes.ociLayerGzip, digest: digestOf("packed"), size: 5 },
  ...{ diffId: digestOf("plain"), key: "/apt", folder: { mode: 0o1770, uid: 12, gid: 34 } },
};

test.each([
  [mediaTypes.ociLayerGzip, "+gzip"],
  [`${mediaTypes.ociLayer}+zstd`, "+zstd"],
  [mediaTypes.ociLayer, ""],
])("content packed as %p has a type of its own, and is read as it was written", (mediaType, ending) => {
  const written = mountDescriptor({ ...content, descriptor: { ...content.descriptor, mediaType } });
  expect(written.mediaType).toBe(`application/vnd.gantry.cachemount.v1.tar${ending}`);
  const read = mountContent(written);
  expect(read).toEqual({ ...content, descriptor: written });
  // As where an engine hands on what it has from another cache.
  expect(read === undefined ? undefined : mountDescriptor(read)).toEqual(written);
});

test.each([true, false])("a manifest tells it from layers (imageManifest: %p)", (imageManifest) => {
  const layer = { descriptor: { ...content.descriptor, digest: digestOf("layer") }, diffId: digestOf("plain layer") };
  const config = { digest: digestOf("config"), size: 2 };
  const parts = { layers: [layer], mounts: [content] };
  const document = cacheManifest(config, parts, { imageManifest, ociMediaTypes: true });
  const read = cacheParts(Buffer.from(JSON.stringify(document)), document.mediaType);
  expect(read?.config).toMatchObject({ mediaType: cacheConfigType, ...config });
  expect(read?.layers.map(({ diffId }) => diffId)).toEqual([layer.diffId]);
  expect(read?.mounts.map(({ key, folder }) => ({ key, folder }))).toEqual([{ key: "/apt", folder: content.folder }]);
});

test.each([
  ["containerd.io/uncompressed", "sha256:short"],
  ["gantry.cachemount.key", ""],
  ["gantry.cachemount.folder", "755 0"],
  ["gantry.cachemount.folder", "17777 0 0"],
  ["gantry.cachemount.folder", "755 4294967295 0"],
])("one whose %s is %p is none", (name, value) => {
  const { annotations, ...written } = mountDescriptor(content);
  expect(mountContent({ ...written, annotations: { ...annotations, [name]: value } })).toBeUndefined();
});
