import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";

/** Archives for tests, made without an engine. */

export type Member = TarEntryInput & { readonly data?: string | Uint8Array };

export function tarOf(...members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  for (const { data = "", ...entry } of members) {
    const bytes = Buffer.from(data as Uint8Array);
    parts.push(tarHeader({ ...entry, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length));
  }
  return Buffer.concat([...parts, tarEnd()]);
}

export function fileMember(name: string, data: string | Uint8Array = ""): Member {
  return { type: "file", name, data, mode: 0o644, mtimeSeconds: 1_700_000_000 };
}

export function configOf(layers: readonly Uint8Array[], more: object = {}): Buffer {
  const document = {
    architecture: "amd64",
    os: "linux",
    created: "2024-01-01T00:00:00Z",
    config: {},
    rootfs: { type: "layers", diff_ids: layers.map((layer) => digestOf(layer)) },
    ...more,
  };
  return Buffer.from(JSON.stringify(document));
}

/** A docker archive of one image. */
export function dockerArchive(
  tags: readonly string[],
  layers: readonly Uint8Array[],
  config = configOf(layers),
): Buffer {
  const names = layers.map((layer) => `${createHash("sha256").update(layer).digest("hex")}/layer.tar`);
  const manifest = [{ Config: "config.json", RepoTags: tags.length > 0 ? tags : null, Layers: names }];
  return tarOf(
    ...layers.map((layer, index) => fileMember(names[index] ?? "", layer)),
    fileMember("config.json", config),
    fileMember("manifest.json", JSON.stringify(manifest)),
  );
}

/** Blobs of an OCI layout under construction. */
export class Layout {
  readonly blobs = new Map<Digest, Uint8Array>();

  put(
    data: Uint8Array | object,
    mediaType: string,
    more: object = {},
  ): { mediaType: string; digest: Digest; size: number } {
    const bytes =
      data instanceof Uint8Array ? data : Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...data }));
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  }

  image(
    layers: readonly Uint8Array[],
    options: { config?: object; pack?: (layer: Uint8Array) => Uint8Array; more?: object } = {},
  ) {
    const { config = {}, pack = (layer) => layer, more = {} } = options;
    return this.put(
      {
        config: this.put(configOf(layers, config), "application/vnd.oci.image.config.v1+json"),
        layers: layers.map((layer) => this.put(pack(layer), "application/vnd.oci.image.layer.v1.tar")),
      },
      "application/vnd.oci.image.manifest.v1+json",
      more,
    );
  }

  index(...manifests: object[]) {
    return this.put({ manifests }, "application/vnd.oci.image.index.v1+json");
  }

  archive(...named: Array<[name: string | undefined, target: object]>): Buffer {
    const manifests = named.map(([name, target]) => ({
      ...target,
      ...(name !== undefined && { annotations: { "io.containerd.image.name": name } }),
    }));
    return tarOf(
      ...[...this.blobs].map(([digest, bytes]) => fileMember(`blobs/sha256/${digest.slice(7)}`, bytes)),
      fileMember("index.json", JSON.stringify({ schemaVersion: 2, manifests })),
      fileMember("oci-layout", '{"imageLayoutVersion":"1.0.0"}'),
    );
  }
}
