import type { Digest } from "#base/digest.ts";
import type { Descriptor, HistoryEntry, ImageConfig, Platform } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { completeHistory, type LayerFacts } from "./times.ts";

/** A layer of an image that was built: its blob, and when it was made. */
export interface BuiltLayer extends LayerFacts {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

export interface ConfigOptions {
  /** RFC 3339, of SOURCE_DATE_EPOCH: no time is later. */
  readonly latest: string | undefined;
  /** For an image of no steps at all. */
  readonly now: string;
}

/** The config blob of an image that was built (OCI image spec, config.md), without what is empty. */
export function configDocument(
  image: ImageConfig,
  layers: readonly BuiltLayer[],
  { latest, now }: ConfigOptions,
): ImageConfig {
  const history = completeHistory(image.history ?? [], layers).map((entry) => clampEntry(entry, latest));
  const created = history.at(-1)?.created ?? latest ?? now;
  const { config, history: _, ...rest } = image;
  return {
    ...rest,
    created,
    config: inOrder(filled(config ?? {})),
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history,
  };
}

/** Names that users give in one order, however they came: the same image has the same digest. */
function inOrder(config: Partial<NonNullable<ImageConfig["config"]>>): Partial<NonNullable<ImageConfig["config"]>> {
  const { Labels, ExposedPorts, Volumes } = config;
  return {
    ...config,
    ...(Labels === undefined ? {} : { Labels: byKey(Labels) }),
    ...(ExposedPorts === undefined ? {} : { ExposedPorts: byKey(ExposedPorts) }),
    ...(Volumes === undefined ? {} : { Volumes: byKey(Volumes) }),
  };
}

function byKey<T extends object | null>(map: T): T {
  if (map === null) return map;
  return Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1))) as T;
}

function clampEntry(entry: HistoryEntry, latest: string | undefined): HistoryEntry {
  if (latest === undefined || entry.created === undefined) return entry;
  return Date.parse(entry.created) > Date.parse(latest) ? { ...entry, created: latest } : entry;
}

export interface ManifestParts {
  readonly config: { readonly digest: Digest; readonly size: number };
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

export function manifestDocument({ config, layers, annotations }: ManifestParts): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, ...config },
    layers: layers.map(({ mediaType, digest, size, annotations: own = {} }) => ({
      ...{ mediaType, digest, size },
      ...filled({ annotations: byKey(own) }),
    })),
    ...filled({ annotations: byKey(annotations) }),
  };
}

export function indexDocument(manifests: readonly Descriptor[], annotations: Readonly<Record<string, string>>): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests,
    ...filled({ annotations: byKey(annotations) }),
  };
}

/** Without what is empty, as Go leaves it out. */
export function filled<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))) as Partial<T>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** `os` before `architecture` is Go's order no more than ours: a descriptor has both. */
export function platformOf({ architecture, os, variant, "os.version": version }: Platform): Platform {
  return {
    architecture,
    os,
    ...(version === undefined ? {} : { "os.version": version }),
    ...(variant === undefined ? {} : { variant }),
  };
}
