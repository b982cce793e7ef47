import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { SourceContext } from "#core/build/runners.ts";
import type { OciLayoutSource } from "#core/build/source-operations.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import type { BuiltImages } from "../../../images/built-images.ts";
import { OciLayoutSources } from "./oci-layout-source.ts";

const op = backgroundOp();
const platform = { os: "linux", architecture: "amd64" };

function sha256(bytes: string | Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}` as Digest;
}

/** A layout of one image for amd64, and one for another platform that has nothing. */
function layout() {
  const blobs = new Map<Digest, Buffer>();
  const add = (value: object | string) => {
    const bytes = Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
    blobs.set(sha256(bytes), bytes);
    return { digest: sha256(bytes), size: bytes.length };
  };
  const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar", ...add("layer") };
  const config = {
    mediaType: "application/vnd.oci.image.config.v1+json",
    ...add({ ...platform, rootfs: { type: "layers", diff_ids: [layer.digest] } }),
  };
  const manifest = {
    mediaType: mediaTypes.ociManifest,
    ...add({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] }),
  };
  const other = { ...manifest, digest: sha256("other"), platform: { os: "linux", architecture: "s390x" } };
  const index = add({ schemaVersion: 2, manifests: [other, { ...manifest, platform }] });
  return { blobs, layer, config, manifest, index };
}

type Blobs = ReadonlyMap<Digest, Buffer>;

function fixture(blobs: Blobs) {
  const written: Digest[] = [];
  const held: Digest[] = [];
  const stored: Digest[] = [];
  const images = {
    content: {
      sizeOf: () => undefined,
      async ingest() {
        const pieces: Uint8Array[] = [];
        const commit = async (expected: Digest) => {
          expect(sha256(Buffer.concat(pieces))).toBe(expected);
          written.push(expected);
        };
        return { write: async (piece: Uint8Array) => void pieces.push(piece), commit, async abort() {} };
      },
    },
    hold: () => ({
      hold: async (digests: Iterable<Digest>) => void held.push(...digests),
      async [Symbol.asyncDispose]() {},
    }),
    holding: (_: unknown, work: () => Promise<unknown>) => work(),
    store: async (_: unknown, { target }: { target: { digest: Digest } }) => void stored.push(target.digest),
  } as unknown as Pick<BuiltImages, "content" | "hold" | "holding" | "store">;
  const stores = {
    async *readBlob(_: unknown, store: string, digest: Digest) {
      expect(store).toBe("oci:base");
      yield blobs.get(digest) ?? Buffer.from("nothing");
    },
  };
  return {
    sources: new OciLayoutSources(images),
    context: { session: { stores } } as unknown as SourceContext,
    written,
    held,
    stored,
  };
}

function source(digest: Digest, architecture = "amd64"): OciLayoutSource {
  return { kind: "oci-layout", store: "oci:base", digest, platform: { ...platform, architecture } };
}

test("the platform's image of an index, whose blobs are brought when its layers are wanted", async () => {
  const { blobs, index, manifest, config, layer } = layout();
  const { sources, context, written, held, stored } = fixture(blobs);
  await using resolved = await sources.resolve(op, source(index.digest), context);
  expect(resolved).toMatchObject({ pin: manifest.digest, image: { digest: manifest.digest, config: platform } });
  expect(written).toEqual([]);
  if (resolved.tree.as !== "layers") throw new Error("no layers");
  const tree = await resolved.tree.bring(op);
  expect(tree).toEqual([{ of: "image", chainId: layer.digest, diffId: layer.digest, blob: layer.digest }]);
  expect([written, stored]).toEqual([[layer.digest, config.digest, manifest.digest], [manifest.digest]]);
  expect(held).toEqual(written);
});

test("a manifest by its own digest has the same key", async () => {
  const { blobs, index, manifest } = layout();
  const { sources, context } = fixture(blobs);
  const [one, other] = await Promise.all(
    [index, manifest].map(({ digest }) => sources.resolve(op, source(digest), context)),
  );
  expect(one?.key).toBe(other?.key as string);
});

test("what is not there, or not what it is called, is refused", async () => {
  const { blobs, index, manifest } = layout();
  const { sources, context } = fixture(blobs);
  const failure = (digest: Digest, architecture?: string, given = context) =>
    sources.resolve(op, source(digest, architecture), given).then(() => "none", messageOf);
  expect(await failure(sha256("absent"))).toContain("of the client has the digest");
  expect(await failure(index.digest, "riscv64")).toContain("no match for platform in manifest");
  expect(await failure(manifest.digest, "amd64", { session: {} } as unknown as SourceContext)).toBe(
    "the client offers no content store oci:base",
  );
});
