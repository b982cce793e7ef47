import { EngineError, notSupported } from "#base/errors.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { CacheLocation } from "../contract.ts";
import { type LayerPacking, layerPacking } from "../image/layer-packing.ts";
import { type GhaPlace, ghaAttributes, ghaPlace, type S3Place, s3Attributes, s3Place } from "./entry-options.ts";
import { type MountChoice, mountChoice } from "./mount-choice.ts";
import { flag } from "./option-flag.ts";

/** What `--cache-to` asks for, of caches that stand by themselves (BuildKit, cache/remotecache). */
export type CacheExport = LocalCacheExport | RegistryCacheExport | EntryCacheExport;

interface AnyCacheExport {
  /** `min`: the layers of the result alone; `max`: those of every step that it was made of. */
  readonly mode: "min" | "max";
  readonly packing: LayerPacking;
  /** A failure is told and fails no build. */
  readonly ignoreError: boolean;
  /** Whose content goes along. */
  readonly mounts: MountChoice;
}

/** As documents of an OCI store. */
export interface CacheDocuments {
  /** A manifest whose config says what the layers are; else an index of layers, as older BuildKits write it. */
  readonly imageManifest: boolean;
  readonly ociMediaTypes: boolean;
}

export interface LocalCacheExport extends AnyCacheExport, CacheDocuments {
  readonly type: "local";
  /** The name of the folder, which is the client's. */
  readonly dest: string;
}

export interface RegistryCacheExport extends AnyCacheExport, CacheDocuments {
  readonly type: "registry";
  /** Normalised. */
  readonly ref: string;
}

/** In a service that knows blobs and names, and no manifests. */
export type EntryCacheExport = (GhaPlace | S3Place) & AnyCacheExport;

const common = ["mode", "ignore-error", "compression", "compression-level", "force-compression", "mounts"];
const documents = ["image-manifest", "oci-mediatypes"];

const known: Readonly<Record<CacheExport["type"], readonly string[]>> = {
  local: [...common, ...documents, "dest", "tag"],
  registry: [...common, ...documents, "ref", "registry.insecure"],
  gha: [...common, ...ghaAttributes],
  s3: [...common, ...s3Attributes],
};

/** @throws not-implemented for a type or an attribute that does not act · invalid-argument */
export function cacheExport({ type, attributes }: CacheLocation): CacheExport {
  if (!isExportType(type)) throw notSupported(`cache export to ${type}`);
  for (const name of Object.keys(attributes))
    if (!known[type].includes(name)) throw notSupported(`attribute ${name} of a cache export to ${type}`);
  const shared = {
    mode: modeOf(attributes["mode"]),
    packing: layerPacking(attributes),
    ignoreError: flag(attributes, "ignore-error") ?? false,
    mounts: mountChoice(attributes["mounts"]),
  };
  if (type === "gha") return { ...ghaPlace(attributes), ...shared };
  if (type === "s3") return { ...s3Place(attributes), ...shared };
  const options = { ...shared, ...documentsOf(attributes) };
  if (type === "registry") return { type, ref: registryRef(attributes), ...options };
  const { dest = "" } = attributes;
  if (dest === "") throw new EngineError("invalid-argument", "local cache exporter requires dest");
  return { type, dest, ...options };
}

function isExportType(type: string): type is CacheExport["type"] {
  return Object.hasOwn(known, type);
}

function modeOf(text = "min"): CacheExport["mode"] {
  if (text === "min" || text === "max") return text;
  throw new EngineError("invalid-argument", `invalid cache export mode: ${text}`);
}

function documentsOf(attributes: CacheLocation["attributes"]): CacheDocuments {
  const ociMediaTypes = flag(attributes, "oci-mediatypes") ?? true;
  const imageManifest = flag(attributes, "image-manifest") ?? ociMediaTypes;
  if (imageManifest && !ociMediaTypes)
    throw new EngineError("invalid-argument", "invalid configuration for remote cache: image-manifest needs OCI types");
  return { ociMediaTypes, imageManifest };
}

/** @throws invalid-argument · not-implemented */
export function registryRef(attributes: CacheLocation["attributes"]): string {
  const { ref = "" } = attributes;
  if (ref === "") throw new EngineError("invalid-argument", "missing ref");
  if (flag(attributes, "registry.insecure") === true)
    throw notSupported("registry.insecure of a cache: the engine's own insecure-registries say which are");
  return referenceText(withDefaultTag(parseReference(ref)));
}
