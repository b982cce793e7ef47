import { expect, test } from "bun:test";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { encodeInlineCache, inlineCacheField } from "#core/build/cache/cache-records.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { ImageSource } from "#core/build/source-operations.ts";
import type { RegistryAccess, Repository } from "#core/registry/contract.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { type ImageCacheParts, ImageCaches } from "./image-caches.ts";

const op = backgroundOp();
const platform = { os: "linux", architecture: "amd64" };
const key = digestOf("key");
const step = { keys: [key], identity: key, depth: 1, createdAt: 1000 };
const config = Buffer.from(JSON.stringify({ ...platform, [inlineCacheField]: encodeInlineCache([step]) }));
const configDescriptor = { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: config.length };

function stored(document: object, mediaType: string) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }));
  return { bytes, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length } };
}

const manifest = stored({ config: configDescriptor, layers: [] }, mediaTypes.ociManifest);
const index = stored({ manifests: [{ ...manifest.descriptor, platform }] }, mediaTypes.ociIndex);

function fixture(known: { readonly own?: Digest; readonly remote?: Readonly<Record<string, typeof manifest>> }) {
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
      resolve(reference: string) {
        if (known.own === undefined) throw absent(reference);
        return { id: known.own, configDigest: configDescriptor.digest };
      },
    },
    content: { read: async () => config },
    registries: {
      repository(name: object, access: RegistryAccess) {
        asked.push(name, access);
        return {
          async manifest(_op: unknown, reference: string) {
            const found = known.remote?.[reference];
            if (found === undefined) throw absent(reference);
            return found;
          },
          blob: async () => config,
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
  expect(opened).toMatchObject({ digest: configDescriptor.digest, steps: [step] });
  expect([asked, brought]).toEqual([[], []]);
  await opened.bring(op);
  expect(brought).toEqual([`registry.example/app:latest@${manifest.descriptor.digest}`]);
});

test("else the platform's of the registry, with the client's credentials; its layers come when they are wanted", async () => {
  const { open, asked, brought } = fixture({
    remote: { latest: index, [manifest.descriptor.digest]: manifest },
  });
  const opened = await open();
  expect(opened.steps).toEqual([step]);
  expect(asked).toEqual([
    { domain: "registry.example", path: "app" },
    { credential: { username: "u", password: "s" }, actions: "pull" },
  ]);
  expect(brought).toEqual([]);
  await opened.bring(op);
  expect(brought).toEqual([`registry.example/app:latest@${manifest.descriptor.digest}`]);
});

test("a cache that is nowhere is an error of its own", async () => {
  expect(
    await fixture({})
      .open()
      .then(() => "none", messageOf),
  ).toBe("latest: not found");
});
