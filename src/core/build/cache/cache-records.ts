import type { Digest } from "#base/digest.ts";
import { isDigest } from "#base/digest.ts";
import type { ExportableImage, ExportableStep } from "../exporter.ts";
import type { Tree, TreeLayer } from "../tree.ts";

/** A step whose result is layers of an image: the lowest, or such as lie on others in it that it was not made on. */
export interface CachedStep {
  /** Under which it is found. */
  readonly keys: readonly Digest[];
  /** What the keys of steps that read it are made of. */
  readonly identity: Digest;
  /** How many of the image's layers lie below it: none, unless it was made on nothing (`COPY --link`). */
  readonly from: number;
  /** How many layers it is. */
  readonly depth: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The field of an image's config that says which steps gave its layers: base64 of JSON, as BuildKit has it. */
export const inlineCacheField = "moby.buildkit.cache.v0";

/** The steps whose results are the lowest layers of an image: what can be said in the image alone. */
export function cachedSteps({ tree, steps }: Pick<ExportableImage, "tree" | "steps">): CachedStep[] {
  return steps.flatMap(({ keys, identity, createdAt, tree: own }) => {
    const from = placeIn(tree, own);
    const depth = own.layers.length;
    return identity === undefined || from === undefined ? [] : [{ keys, identity, from, depth, createdAt }];
  });
}

/** Below what of `whole` all of `own` lies, one on the other; the lowest place of several. */
function placeIn({ layers }: Tree, own: Tree): number | undefined {
  if (own.layers.length === 0) return undefined;
  const from = layers.findIndex((_, start) => own.layers.every((_, at) => isLayerOf(own, at, layers[start + at])));
  return from < 0 ? undefined : from;
}

/** Whether a layer of a tree is `other`. What lies on nothing is the same wherever it lies: its chain alone is another. */
function isLayerOf({ layers }: Tree, at: number, other: TreeLayer | undefined): boolean {
  const one = layers[at];
  if (one?.of === "step") return other?.of === "step" && other.id === one.id;
  if (one === undefined || other?.of !== "image") return false;
  return other.chainId === one.chainId || (layers.length === 1 && other.diffId === one.diffId);
}

/** The step that made the image's layer number `index`, as far as is known when. */
export function makerOf(
  { tree, steps }: Pick<ExportableImage, "tree" | "steps">,
  index: number,
): ExportableStep | undefined {
  const layer = tree.layers[index];
  return steps.find(({ createdAt, tree: own }) => createdAt > 0 && isLayerOf(own, own.layers.length - 1, layer));
}

interface CacheRecordJson {
  readonly digest: Digest;
  readonly layers: readonly { readonly layer: number; readonly createdAt: string }[];
  /** Where it is another than the digest. */
  readonly identity?: Digest;
  /** Where it does not begin with the image's lowest layer. */
  readonly from?: number;
}

/** A record per key, whose `layer` is the number of its uppermost layer. */
export function encodeInlineCache(steps: readonly CachedStep[]): string {
  const records = steps.flatMap(({ keys, identity, from, depth, createdAt }) =>
    keys.map((digest): CacheRecordJson => {
      const layers = [{ layer: from + depth - 1, createdAt: new Date(createdAt).toISOString() }];
      return { digest, layers, ...(identity === digest ? {} : { identity }), ...(from === 0 ? {} : { from }) };
    }),
  );
  return Buffer.from(JSON.stringify(records)).toString("base64");
}

const maxRecords = 100_000;

/** The steps that a config names; none where it has no such field. What cannot be read of it names nothing. */
export function decodeInlineCache(config: Uint8Array): CachedStep[] {
  const document = JSON.parse(Buffer.from(config).toString("utf8")) as Readonly<Record<string, unknown>> | null;
  const field = document?.[inlineCacheField];
  if (typeof field !== "string") return [];
  const records: unknown = JSON.parse(Buffer.from(field, "base64").toString("utf8"));
  return Array.isArray(records) ? withAllKeys(records.slice(0, maxRecords).flatMap(stepOf)) : [];
}

/** A step that is known by several keys is one, so that who writes it again writes the same. */
function withAllKeys(steps: readonly CachedStep[]): CachedStep[] {
  const byStep = new Map<string, CachedStep & { readonly keys: Digest[] }>();
  for (const { keys, ...step } of steps) {
    const name = JSON.stringify(step);
    const known = byStep.get(name);
    if (known === undefined) byStep.set(name, { keys: [...keys], ...step });
    else known.keys.push(...keys);
  }
  return [...byStep.values()];
}

function stepOf(value: unknown): CachedStep[] {
  if (typeof value !== "object" || value === null) return [];
  const { digest, layers, identity = digest, from = 0 } = value as Readonly<Record<string, unknown>>;
  if (!isDigestText(digest) || !isDigestText(identity) || !Array.isArray(layers)) return [];
  const { layer, createdAt } = (layers[0] ?? {}) as Readonly<Record<string, unknown>>;
  const at = typeof createdAt === "string" ? Date.parse(createdAt) : 0;
  if (!isCount(from) || !isCount(layer) || layer < from || !Number.isFinite(at)) return [];
  return [{ keys: [digest], identity, from, depth: layer + 1 - from, createdAt: at }];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isDigestText(value: unknown): value is Digest {
  return typeof value === "string" && isDigest(value);
}
