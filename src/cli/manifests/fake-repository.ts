import { readFileSync, writeFileSync } from "node:fs";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import type { OpenRepository, RemoteManifest } from "../registry/open-repository.ts";

/** Registries in memory that keep what they were asked. */
export interface FakeRegistries {
  readonly open: OpenRepository;
  /** Methods with what they were called with, in order. */
  readonly asked: string[];
  /** By `domain/path reference`. */
  readonly manifests: Map<string, RemoteManifest>;
  /** Puts an image of a platform there under a tag, and its config. */
  image(repository: string, tag: string, platform: Readonly<Record<string, unknown>>): RemoteManifest;
}

export function fakeRegistries(options: { readonly mounts?: boolean } = {}): FakeRegistries {
  const asked: string[] = [];
  const manifests = new Map<string, RemoteManifest>();
  const blobs = new Map<string, Buffer>();
  const open: OpenRepository = async ({ domain, path }, { push, insecure, credential }) => {
    const name = `${domain}/${path}`;
    asked.push(`open ${name}${push ? " push" : ""}${insecure ? " insecure" : ""} ${credential.username}`.trim());
    return {
      async manifest(_op, reference) {
        const found = manifests.get(`${name} ${reference}`);
        if (found === undefined) throw refusal("MANIFEST_UNKNOWN");
        return found;
      },
      blob: async (_op, { digest }) => blobs.get(digest) ?? Buffer.alloc(0),
      async mount(_op, { digest }, from) {
        asked.push(`mount ${digest.slice(0, 12)} from ${from.path}`);
        return options.mounts ?? true;
      },
      async download(_op, { digest }, path) {
        asked.push(`download ${digest.slice(0, 12)}`);
        writeFileSync(path, blobs.get(digest) ?? "");
      },
      async upload(_op, { digest }, path) {
        asked.push(`upload ${digest.slice(0, 12)} ${readFileSync(path).length}`);
      },
      async put(_op, manifest, reference) {
        asked.push(`put ${reference.slice(0, 12)}`);
        manifests.set(`${name} ${reference}`, manifest);
      },
      async [Symbol.asyncDispose]() {},
    };
  };
  const keep = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  return {
    open,
    asked,
    manifests,
    image(repository, tag, platform) {
      const config = keep(Buffer.from(JSON.stringify(platform)), mediaTypes.ociConfig);
      const layer = keep(Buffer.from("layer"), mediaTypes.ociLayer);
      const document = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };
      const bytes = Buffer.from(JSON.stringify(document));
      const manifest = { descriptor: keep(bytes, mediaTypes.ociManifest), bytes };
      manifests.set(`${repository} ${tag}`, manifest);
      manifests.set(`${repository} ${manifest.descriptor.digest}`, manifest);
      return manifest;
    },
  };
}

function refusal(registryCode: string): EngineError {
  return new EngineError("not-found", "manifest unknown", { data: { status: 404, registryCode } });
}
