import { type Digest, isDigest } from "#base/digest.ts";
import type { Descriptor, HistoryEntry, ImageConfig, ImageIndex, ImageManifest, Platform, RunConfig } from "./image.ts";
import { badDocument, compact, FieldReader, parseJson } from "./json.ts";
import { isIndexType, isManifestType, mediaTypes } from "./media-types.ts";

/** The largest manifest or index that is read, as registries bound them. */
export const maxDocumentBytes = 4 << 20;
/** The largest image config. */
export const maxConfigBytes = 8 << 20;
const maxReferences = 10_000;

/** A manifest or an index, whichever the document is. @throws invalid-argument, also when it claims to be both */
export function decodeDocument(
  bytes: Uint8Array,
  mediaType: string,
): { readonly manifest: ImageManifest } | { readonly index: ImageIndex } {
  const what = isIndexType(mediaType) ? "image index" : "image manifest";
  const fields = new FieldReader(parseJson(bytes, what), what);
  if (fields.has("manifests") && (fields.has("layers") || fields.has("config"))) {
    throw badDocument(what, "it has both manifests and layers");
  }
  const own = fields.string("mediaType");
  if (own !== undefined && own !== mediaType) throw badDocument(what, `it says it is ${JSON.stringify(own)}`);
  if (isIndexType(mediaType)) return { index: readIndex(fields, mediaType) };
  if (isManifestType(mediaType)) return { manifest: readManifest(fields, mediaType) };
  throw badDocument(what, `unknown media type ${JSON.stringify(mediaType)}`);
}

/** `index.json` of an OCI layout, whose media type may be left out. */
export function decodeLayoutIndex(bytes: Uint8Array): ImageIndex {
  const fields = new FieldReader(parseJson(bytes, "index.json"), "index.json");
  if (fields.has("layers") || fields.has("config")) throw badDocument("index.json", "it has both manifests and layers");
  return readIndex(fields, fields.string("mediaType") ?? mediaTypes.ociIndex);
}

function readIndex(fields: FieldReader, mediaType: string): ImageIndex {
  const manifests = fields.objects("manifests");
  if (manifests === undefined) throw fields.refuse("manifests", "missing");
  if (manifests.length > maxReferences) throw fields.refuse("manifests", "too many");
  return compact<ImageIndex>({
    schemaVersion: 2,
    mediaType,
    artifactType: fields.string("artifactType"),
    manifests: manifests.map(readDescriptor),
    subject: optional(fields.object("subject"), readDescriptor),
    annotations: fields.stringMap("annotations"),
  });
}

function readManifest(fields: FieldReader, mediaType: string): ImageManifest {
  const config = fields.object("config");
  const layers = fields.objects("layers") ?? [];
  if (config === undefined) throw fields.refuse("config", "missing");
  if (layers.length > maxReferences) throw fields.refuse("layers", "too many");
  return compact<ImageManifest>({
    schemaVersion: 2,
    mediaType,
    artifactType: fields.string("artifactType"),
    config: readDescriptor(config),
    layers: layers.map(readDescriptor),
    subject: optional(fields.object("subject"), readDescriptor),
    annotations: fields.stringMap("annotations"),
  });
}

function readDescriptor(fields: FieldReader): Descriptor {
  const size = fields.integer("size");
  if (size === undefined || size < 0) throw fields.refuse("size", "not a size");
  return compact<Descriptor>({
    mediaType: fields.string("mediaType") ?? "",
    digest: readDigest(fields, "digest"),
    size,
    urls: fields.strings("urls"),
    annotations: fields.stringMap("annotations"),
    data: fields.string("data"),
    platform: optional(fields.object("platform"), readPlatform),
    artifactType: fields.string("artifactType"),
  });
}

function readDigest(fields: FieldReader, key: string): Digest {
  const text = fields.string(key) ?? "";
  if (!isDigest(text)) throw fields.refuse(key, `invalid checksum digest format: ${JSON.stringify(text)}`);
  return text;
}

function readPlatform(fields: FieldReader): Platform {
  return compact<Platform>({
    architecture: fields.string("architecture") ?? "",
    os: fields.string("os") ?? "",
    "os.version": fields.string("os.version"),
    "os.features": fields.strings("os.features"),
    variant: fields.string("variant"),
  });
}

/** The config of an image. Only what is known is kept. @throws invalid-argument */
export function decodeConfig(bytes: Uint8Array): ImageConfig {
  const fields = new FieldReader(parseJson(bytes, "image JSON"), "image JSON");
  const rootfs = fields.object("rootfs");
  if (rootfs === undefined) throw badDocument("image JSON", "no RootFS key");
  const diffIds = rootfs.strings("diff_ids") ?? [];
  for (const id of diffIds) {
    if (!isDigest(id)) throw rootfs.refuse("diff_ids", `invalid checksum digest format: ${JSON.stringify(id)}`);
  }
  return compact<ImageConfig>({
    created: readTime(fields, "created"),
    author: fields.string("author"),
    comment: fields.string("comment"),
    architecture: fields.string("architecture"),
    variant: fields.string("variant"),
    os: fields.string("os"),
    "os.version": fields.string("os.version"),
    config: optional(fields.object("config"), readRunConfig),
    rootfs: { type: rootfs.string("type") ?? "", diff_ids: diffIds as readonly Digest[] },
    history: fields.objects("history")?.map(readHistory),
    docker_version: fields.string("docker_version"),
  });
}

function readTime(fields: FieldReader, key: string): string | undefined {
  const text = fields.string(key);
  if (text === undefined || text === "") return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw fields.refuse(key, `not a time: ${JSON.stringify(text)}`);
  }
  return text;
}

function readHistory(fields: FieldReader): HistoryEntry {
  return compact<HistoryEntry>({
    created: readTime(fields, "created"),
    created_by: fields.string("created_by"),
    author: fields.string("author"),
    comment: fields.string("comment"),
    empty_layer: fields.boolean("empty_layer"),
  });
}

function readRunConfig(fields: FieldReader): RunConfig {
  return compact<RunConfig>({
    User: fields.string("User"),
    ExposedPorts: fields.keySet("ExposedPorts"),
    Env: fields.strings("Env"),
    Entrypoint: fields.strings("Entrypoint"),
    Cmd: fields.strings("Cmd"),
    Volumes: fields.keySet("Volumes"),
    WorkingDir: fields.string("WorkingDir"),
    Labels: fields.stringMap("Labels"),
    StopSignal: fields.string("StopSignal"),
    ArgsEscaped: fields.boolean("ArgsEscaped"),
    Healthcheck: optional(fields.object("Healthcheck"), (check) => ({
      ...compact<NonNullable<RunConfig["Healthcheck"]>>({
        Test: check.strings("Test"),
        Interval: check.integer("Interval"),
        Timeout: check.integer("Timeout"),
        Retries: check.integer("Retries"),
        StartPeriod: check.integer("StartPeriod"),
        StartInterval: check.integer("StartInterval"),
      }),
    })),
    OnBuild: fields.strings("OnBuild"),
    Shell: fields.strings("Shell"),
  });
}

function optional<T>(fields: FieldReader | undefined, read: (fields: FieldReader) => T): T | undefined {
  return fields === undefined ? undefined : read(fields);
}
