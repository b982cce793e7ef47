import { type Digest, isDigest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import { chainIds } from "#formats/oci/chain-id.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { TreeLayer } from "../tree.ts";
import type { CacheLayer } from "./cache-layer.ts";
import type { CacheContent } from "./cache-manifest.ts";
import { type MountContent, mountContentOf, mountDescriptor } from "./mount-content.ts";

/** The document that says which steps gave which layers (BuildKit, cache/remotecache/v1, spec.go). */
export const cacheConfigType = "application/vnd.buildkit.cacheconfig.v0";

/** A step that a cache has, by the blobs of its layers, bottom first. */
export interface PackedStep {
  readonly keys: readonly Digest[];
  readonly identity: Digest;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly layers: readonly Digest[];
}

/** A step that a cache has, by the layers that it is. */
export interface ImportableStep extends Omit<PackedStep, "layers"> {
  readonly layers: readonly TreeLayer[];
}

/** What cache mounts held, where there is no manifest to say it. Other builders pass over it. */
const mountsField = "gantry.cachemounts";

export interface CacheConfigJson {
  readonly layers: readonly CacheLayerJson[];
  readonly records: readonly CacheRecordJson[];
  readonly [mountsField]?: readonly Descriptor[];
}

interface CacheLayerJson {
  readonly blob: Digest;
  /** The number of the layer that it lies on; -1: none. */
  readonly parent: number;
  /** Where there is no manifest that says it. */
  readonly annotations?: { readonly mediaType: string; readonly diffID: Digest; readonly size: number };
}

interface CacheRecordJson {
  readonly layers: readonly { readonly layer: number; readonly createdAt: string }[];
  readonly digest: Digest;
  /** What steps that read it are known by, where that is another than the digest. */
  readonly identity?: Digest;
}

/** A record per key, whose `layer` is the number of its uppermost layer. Equal steps give equal documents. */
export function cacheConfig(steps: readonly PackedStep[]): CacheConfigJson {
  const layers: CacheLayerJson[] = [];
  const numbers = new Map<string, number>();
  const records = new Map<Digest, CacheRecordJson>();
  for (const { keys, identity, createdAt, layers: blobs } of steps) {
    if (blobs.length === 0) continue;
    let top = -1;
    for (const blob of blobs) {
      const name = `${top} ${blob}`;
      const number = numbers.get(name) ?? layers.push({ blob, parent: top }) - 1;
      numbers.set(name, number);
      top = number;
    }
    const results = [{ layer: top, createdAt: new Date(createdAt).toISOString() }];
    for (const digest of keys)
      records.set(digest, { layers: results, digest, ...(identity === digest ? {} : { identity }) });
  }
  return { layers, records: [...records.values()] };
}

/** A config that needs no manifest beside it. */
export function annotatedConfig(steps: readonly PackedStep[], { layers, mounts }: CacheContent): CacheConfigJson {
  const byBlob = new Map(layers.map((layer) => [layer.descriptor.digest, layer]));
  const { layers: plain, records } = cacheConfig(steps);
  const annotated = plain.map((entry) => {
    const layer = byBlob.get(entry.blob);
    if (layer === undefined) return entry;
    const { mediaType, size } = layer.descriptor;
    return { ...entry, annotations: { mediaType, diffID: layer.diffId, size } };
  });
  return { layers: annotated, records, ...(mounts.length === 0 ? {} : { [mountsField]: mounts.map(mountDescriptor) }) };
}

/** What a config says itself of its layers. @throws invalid-argument for what is no config at all */
export function annotatedLayers(config: Uint8Array): CacheLayer[] {
  return parsed(config).layers.flatMap((entry): CacheLayer[] => {
    const { blob, annotations } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    const { mediaType, diffID, size } = (annotations ?? {}) as Readonly<Record<string, unknown>>;
    const isWhole = typeof mediaType === "string" && typeof size === "number";
    if (!isDigestText(blob) || !isDigestText(diffID) || !isWhole) return [];
    return [{ descriptor: { mediaType, digest: blob, size }, diffId: diffID }];
  });
}

/** What a config says itself of cache mounts; what cannot be read of it is left out. @throws invalid-argument for what is no config at all */
export function annotatedMounts(config: Uint8Array): MountContent[] {
  return parsed(config).mounts.flatMap((entry) => mountContentOf(entry) ?? []);
}

const maxEntries = 100_000;

/**
 * The steps that a config names; what cannot be read of it names nothing. Records that another builder wrote come along: their keys are
 * nobody's here.
 * @param diffIdOf what a blob unpacks to, as the cache says
 * @throws invalid-argument for what is no config at all
 */
export function importableSteps(
  config: Uint8Array,
  diffIdOf: (blob: Digest) => Digest | undefined,
): readonly ImportableStep[] {
  const { layers, records } = parsed(config);
  const trees = new Trees(layers, diffIdOf);
  const steps = new Map<string, ImportableStep & { readonly keys: Digest[] }>();
  for (const record of records) {
    const read = recordOf(record);
    const tree = read === undefined ? undefined : trees.of(read.layer);
    if (read === undefined || tree === undefined) continue;
    const { digest, identity, layer, createdAt } = read;
    const name = `${identity} ${layer} ${createdAt}`;
    const known = steps.get(name);
    if (known === undefined) steps.set(name, { keys: [digest], identity, createdAt, layers: tree });
    else known.keys.push(digest);
  }
  return [...steps.values()];
}

type ConfigLists = Readonly<Record<"layers" | "records" | "mounts", readonly unknown[]>>;

function parsed(config: Uint8Array): ConfigLists {
  try {
    const fields = JSON.parse(Buffer.from(config).toString("utf8")) as Record<string, unknown>;
    const { layers = [], records = [], [mountsField]: mounts = [] } = fields;
    const first = (list: readonly unknown[]) => list.slice(0, maxEntries);
    if (Array.isArray(layers) && Array.isArray(records) && Array.isArray(mounts))
      return { layers: first(layers), records: first(records), mounts: first(mounts) };
  } catch {
    // Said below.
  }
  throw new EngineError("invalid-argument", "invalid cache config");
}

/** The trees that layers are the uppermost ones of. */
class Trees {
  readonly #layers: readonly unknown[];
  readonly #diffIdOf: (blob: Digest) => Digest | undefined;
  readonly #known = new Map<number, readonly TreeLayer[] | undefined>();

  constructor(layers: readonly unknown[], diffIdOf: (blob: Digest) => Digest | undefined) {
    this.#layers = layers;
    this.#diffIdOf = diffIdOf;
  }

  /** Undefined: not all of it is there. */
  of(top: number): readonly TreeLayer[] | undefined {
    if (!this.#known.has(top)) this.#known.set(top, this.#read(top));
    return this.#known.get(top);
  }

  #read(top: number): readonly TreeLayer[] | undefined {
    const blobs: { readonly blob: Digest; readonly diffId: Digest }[] = [];
    for (let at = top; at !== -1; ) {
      const { blob, parent = 0 } = (this.#layers[at] ?? {}) as Readonly<Record<string, unknown>>;
      const diffId = isDigestText(blob) ? this.#diffIdOf(blob) : undefined;
      const isLoop = blobs.length >= this.#layers.length;
      if (!isDigestText(blob) || diffId === undefined || typeof parent !== "number" || isLoop) return undefined;
      blobs.unshift({ blob, diffId });
      at = parent;
    }
    const chain = chainIds(blobs.map(({ diffId }) => diffId));
    return blobs.map(({ blob, diffId }, at) => ({ of: "image", chainId: chain[at] ?? diffId, diffId, blob }));
  }
}

interface ReadRecord {
  readonly digest: Digest;
  readonly identity: Digest;
  readonly layer: number;
  readonly createdAt: number;
}

/** Undefined for one without a result, and for one that stands for what others have with it: none of ours has inputs. */
function recordOf(value: unknown): ReadRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { digest, layers, inputs, identity = digest } = value as Readonly<Record<string, unknown>>;
  if (!isDigestText(digest) || !isDigestText(identity) || !Array.isArray(layers) || inputs !== undefined)
    return undefined;
  const { layer, createdAt } = (layers[0] ?? {}) as Readonly<Record<string, unknown>>;
  const at = typeof createdAt === "string" ? Date.parse(createdAt) : 0;
  if (typeof layer !== "number" || !Number.isInteger(layer) || layer < 0 || !Number.isFinite(at)) return undefined;
  return { digest, identity, layer, createdAt: at };
}

function isDigestText(value: unknown): value is Digest {
  return typeof value === "string" && isDigest(value);
}
