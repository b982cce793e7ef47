import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import { decodeConfig, decodeDocument, decodeLayoutIndex } from "#formats/oci/decode.ts";
import { parseJson } from "#formats/oci/json.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import type { FastRandom } from "../fast-random.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes, mutateJson } from "../mutate.ts";

const digest = digestOf("x");
const descriptor = {
  mediaType: mediaTypes.ociLayer,
  digest,
  size: 5,
  urls: ["https://u/x"],
  annotations: { a: "b" },
  platform: { os: "linux", architecture: "arm", variant: "v7", "os.features": ["f"] },
};
const manifest = {
  schemaVersion: 2,
  mediaType: mediaTypes.ociManifest,
  config: { mediaType: mediaTypes.ociConfig, digest, size: 7, data: "e30=" },
  layers: [descriptor, { ...descriptor, mediaType: mediaTypes.dockerLayerGzip }],
  subject: descriptor,
  annotations: { a: "b" },
};
const index = {
  schemaVersion: 2,
  mediaType: mediaTypes.ociIndex,
  manifests: [descriptor, descriptor],
  annotations: {},
};
const config = {
  created: "2026-01-02T03:04:05.6Z",
  architecture: "amd64",
  os: "linux",
  rootfs: { type: "layers", diff_ids: [digest, digest] },
  history: [{ created: "2026-01-02T03:04:05+01:00", created_by: "x", empty_layer: true }],
  config: {
    Env: ["A=b"],
    Cmd: ["x"],
    Volumes: { "/v": {} },
    ExposedPorts: { "80/tcp": {} },
    Labels: { a: "b" },
    Healthcheck: { Test: ["NONE"], Interval: 1, Retries: 2 },
  },
};
const strings = [
  ...Object.values(mediaTypes),
  digest,
  digest.toUpperCase(),
  digest.slice(0, -1),
  `sha512:${"0".repeat(128)}`,
  "9999-99-99T99:99:99Z",
  "2026-01-02T03:04:05Z",
];
const seeds = [manifest, index, config].map((document) => Buffer.from(JSON.stringify(document)));

/** A document changed as a value, and sometimes in its bytes as well. */
function documentOf(random: FastRandom): Buffer {
  const changed = mutateJson(random, random.pick([manifest, index, config]), strings);
  const bytes = Buffer.from(JSON.stringify(changed) ?? "null");
  return random.once(4)
    ? mutateBytes(random, bytes, { others: seeds, words: ["{", "[", '"', "1e999", "-0", "NaN", "\\u0000", "\\ud800"] })
    : bytes;
}

const isRefusal = (error: unknown): boolean => error instanceof EngineError;

function decodes(bytes: Buffer, decode: (bytes: Uint8Array) => object): boolean {
  let first: object;
  try {
    first = decode(bytes);
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
  const again = decode(Buffer.from(JSON.stringify(first)));
  if (!Bun.deepEquals(first, again)) throw new Unfit("what was decoded is another document once written");
  checkNumbers(first);
  return true;
}

/** Sizes and digests of whatever was taken are what they have to be. */
function checkNumbers(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === "size" && !(Number.isSafeInteger(item) && (item as number) >= 0))
      throw new Unfit(`a size of ${String(item)}`);
    if (key === "digest" && !/^sha256:[0-9a-f]{64}$/.test(String(item))) throw new Unfit(`a digest of ${String(item)}`);
    if (key !== "annotations" && key !== "Labels") checkNumbers(item);
  }
}

/** Manifests, indexes and configs of images, from registries and archives. */
export const documents: FuzzTarget = {
  name: "oci-documents",
  make: documentOf,
  check(input) {
    const taken = [
      decodes(input, (bytes) => decodeDocument(bytes, mediaTypes.ociManifest)["manifest" as never] ?? {}),
      decodes(input, (bytes) => decodeDocument(bytes, mediaTypes.ociIndex)["index" as never] ?? {}),
      decodes(input, decodeLayoutIndex),
      decodes(input, decodeConfig),
    ];
    if (!taken.includes(true)) throw new EngineError("invalid-argument", "refused by all");
  },
  isRefusal,
};

/** The guard before JSON.parse refuses what is too deep, and nothing else that JSON.parse takes. */
export const jsonGuard: FuzzTarget = {
  name: "json-guard",
  make: documentOf,
  check(input) {
    const own = tried(() => parseJson(input, "document"));
    const plain = tried(
      () => JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input)) as unknown,
    );
    if (own.error !== undefined && !(own.error instanceof EngineError)) throw own.error;
    if (plain.error === undefined && own.error === undefined && !Bun.deepEquals(own.value, plain.value))
      throw new Unfit("another value");
    if (plain.error !== undefined && own.error === undefined) throw new Unfit("taken, and no JSON");
    if (plain.error === undefined && own.error !== undefined && depthOf(plain.value) < 100)
      throw new Unfit("refused, and not deep");
    if (own.error !== undefined) throw own.error;
  },
  isRefusal,
};

function tried(make: () => unknown): { readonly value?: unknown; readonly error?: unknown } {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Object.values(value).reduce<number>((most, item) => Math.max(most, depthOf(item)), 0);
}
