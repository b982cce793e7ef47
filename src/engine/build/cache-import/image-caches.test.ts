import { expect, test } from "bun:test";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { cacheConfig } from "#core/build/cache/cache-config.ts";
import { cacheManifest } from "#core/build/cache/cache-manifest.ts";
import { encodeInlineCache, inlineCacheField } from "#core/build/cache/cache-records.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { ImageSource } from "#core/build/source-operations.ts";
import type { RegistryAccess, Repository } from "#core/registry/contract.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import type { FetchBlob, LooseLayer } from "../../images/bring-layers.ts";
import { type ImageCacheParts, ImageCaches } from "./image-caches.ts";

const op = backgroundOp();
const platform = { os: "linux", architecture: "amd64" };
const key = digestOf("key");
const layer = digestOf("layer");
const treeLayer = { of: "image", chainId: layer, diffId: layer, blob: layer } as const;
const step = { keys: [key], identity: key, createdAt: 1000 };
const config = Buffer.from(
  JSON.stringify({
    ...{ ...platform, rootfs: { type: "layers", diff_ids: [layer] } },
    [inlineCacheField]: encodeInlineCache([{ ...step, from: 0, depth: 1 }]),
  }),
);
const configDescriptor = { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: config.length };

const imported = { ...step, layers: [treeLayer] };

function stored(document: object, mediaType: string) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }));
  return { bytes, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length } };
}

const manifest = stored(
  { config: configDescriptor, layers: [{ mediaType: mediaTypes.ociLayer, digest: layer, size: 5 }] },
  mediaTypes.ociManifest,
);
const index = stored({ manifests: [{ ...manifest.descriptor, platform }] }, mediaTypes.ociIndex);

function fixture(known: {
  readonly own?: Digest;
  readonly remote?: Readonly<Record<string, typeof manifest>>;
  readonly blobs?: ReadonlyMap<Digest, Buffer>;
}) {
  const asked: unknown[] = [];
  const brought: string[] = [];
  const absent = (name: string): EngineError => new EngineError("not-found", `${name}: not found`);
  const parts = {
    images: {
      async bring(_op: unknown, source: ImageSource) {
        brought.push(source.reference);
        return [];
      },
    },
    own: {
      layersOf: () => [{ chainId: layer, diffId: layer, blob: layer }],
      resolve(reference: string) {
        if (known.own === undefined) throw absent(reference);
        return { id: known.own, configDigest: configDescriptor.digest };
      },
    },
    content: { read: async () => config },
    built: {
      async bringLayers(_: unknown, layers: readonly LooseLayer[], fetch: FetchBlob) {
        for (const { descriptor } of layers) await fetch(op, descriptor);
      },
      repositoryBlobs: (_name: object, access: RegistryAccess) => ({
        fetch: async (_: unknown, { digest }: { digest: Digest }) => void brought.push(`${access.actions} ${digest}`),
        async [Symbol.asyncDispose]() {},
      }),
    },
    registries: {
      repository(name: object, access: RegistryAccess) {
        asked.push(name, access);
        return {
          async manifest(_op: unknown, reference: string) {
            const found = known.remote?.[reference];
            if (found === undefined) throw absent(reference);
            return found;
          },
          blob: async (_: unknown, { digest }: { digest: Digest }) => known.blobs?.get(digest) ?? config,
          async [Symbol.asyncDispose]() {},
        } as unknown as Repository;
      },
    },
  } as unknown as ImageCacheParts;
  const session = { registryCredentials: async () => ({ username: "u", secret: "s" }) } as unknown as BuildSession;
  const location = { type: "registry", attributes: { ref: "registry.example/app" } };
  const open = () => new ImageCaches(parts).open(op, { location, platform }, { session, task: () => {} });
  return { open, asked, brought };
}

test("the engine's own image is asked first", async () => {
  const { open, asked, brought } = fixture({ own: manifest.descriptor.digest, remote: { latest: index } });
  const opened = await open();
  expect(opened).toMatchObject({ digest: configDescriptor.digest, steps: [imported] });
  expect([asked, brought]).toEqual([[], []]);
  await opened.bring(op, [treeLayer]);
  expect(brought).toEqual([`registry.example/app:latest@${manifest.descriptor.digest}`]);
});

test("else the platform's of the registry, with the client's credentials; its layers come when they are wanted", async () => {
  const { open, asked, brought } = fixture({
    remote: { latest: index, [manifest.descriptor.digest]: manifest },
  });
  const opened = await open();
  expect(opened.steps).toEqual([imported]);
  expect(asked).toEqual([
    { domain: "registry.example", path: "app" },
    { credential: { username: "u", password: "s" }, actions: "pull" },
  ]);
  expect(brought).toEqual([]);
  await opened.bring(op, [treeLayer]);
  expect(brought).toEqual([`registry.example/app:latest@${manifest.descriptor.digest}`]);
});

test.each([{ imageManifest: true }, { imageManifest: false }])("a cache beside images: %p", async (documents) => {
  const cacheBytes = Buffer.from(JSON.stringify(cacheConfig([{ ...step, layers: [layer] }])));
  const own = { digest: digestOf(cacheBytes), size: cacheBytes.length };
  const described = { descriptor: { mediaType: mediaTypes.ociLayer, digest: layer, size: 5 }, diffId: layer };
  const { mediaType, ...document } = cacheManifest(
    own,
    { layers: [described], mounts: [] },
    { ...documents, ociMediaTypes: true },
  );
  const latest = stored(document, mediaType);
  const { open, brought } = fixture({ remote: { latest }, blobs: new Map([[own.digest, cacheBytes]]) });
  const opened = await open();
  expect(opened).toMatchObject({ digest: latest.descriptor.digest, steps: [imported] });
  await opened.bring(op, opened.steps[0]?.layers ?? []);
  expect(brought).toEqual([`pull ${layer}`]);
});

test("a cache that is nowhere is an error of its own", async () => {
  expect(
    await fixture({})
      .open()
      .then(() => "none", messageOf),
  ).toBe("latest: not found");
});
