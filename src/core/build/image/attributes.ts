import { isDigest } from "#base/digest.ts";
import { notSupported } from "#base/errors.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import type { ExportSpec } from "../contract.ts";
import { BuildError } from "../errors.ts";
import { type LayerPacking, layerPacking } from "./layer-packing.ts";

/** How the layers of an image are packed. */
export type LayerCompression = "gzip" | "uncompressed" | "zstd" | "estargz";

/** What `--output type=image,…` and its kin ask for (BuildKit, exporter/containerimage/opts.go). */
export interface ImageAttributes {
  /** Normalised. */
  readonly names: readonly string[];
  /** As the client gave them, with their registries. */
  readonly givenNames: readonly string[];
  readonly push: boolean;
  readonly pushByDigest: boolean;
  readonly insecure: boolean;
  /** Keep it among the images of this engine. */
  readonly store: boolean;
  /** A name of this beginning is made up for an image without one. */
  readonly danglingPrefix: string | undefined;
  readonly compression: LayerCompression;
  /** Layers of the base too. */
  readonly forceCompression: boolean;
  /** Of steps' layers; those that become eStargz are packed by gzip first. */
  readonly packing: LayerPacking;
  readonly rewriteTimestamp: boolean | undefined;
  readonly annotations: ImageAnnotations;
  /** Of archives: files rather than one tar. */
  readonly asTar: boolean;
}

/** By where they stand. */
export interface ImageAnnotations {
  readonly index: Readonly<Record<string, string>>;
  readonly indexDescriptor: Readonly<Record<string, string>>;
  /** With the platform they are for; undefined: all. */
  readonly manifest: readonly PlatformAnnotation[];
  readonly manifestDescriptor: readonly PlatformAnnotation[];
}

export interface PlatformAnnotation {
  readonly platform: string | undefined;
  readonly key: string;
  readonly value: string;
}

/** Attributes that change nothing here: what they ask for is so, or has no meaning for this engine. */
const harmless = new Set([
  "unpack",
  "oci-mediatypes",
  "oci-artifact",
  "buildinfo",
  "buildinfo-attrs",
  "dest",
  // Which digest buildx shows.
  "prefer-image-digest",
  "prefer-nondist-layers",
  "attestation-prefix",
  "load",
  "context",
  "mode",
]);

/** @throws BuildError · not-implemented for what does not act */
export function imageAttributes({ type, attributes }: ExportSpec): ImageAttributes {
  const flag = (name: string): boolean | undefined => boolOf(name, attributes[name]);
  const compression = attributes["compression"] ?? "gzip";
  if (!isCompression(compression)) {
    throw new BuildError("invalid-argument", `unsupported layer compression type: ${compression}`);
  }
  for (const name of Object.keys(attributes)) {
    if (!known.has(name) && !harmless.has(name) && !isAnnotation(name))
      throw notSupported(`exporter attribute ${name}`);
  }
  const isRegistry = type === "registry";
  return {
    names: namesOf(attributes["name"] ?? ""),
    givenNames: givenNames(attributes["name"] ?? ""),
    push: flag("push") ?? isRegistry,
    pushByDigest: flag("push-by-digest") ?? false,
    insecure: flag("registry.insecure") ?? false,
    store: flag("store") ?? true,
    danglingPrefix: attributes["dangling-name-prefix"],
    compression,
    forceCompression: flag("force-compression") ?? false,
    packing: layerPacking(compression === "estargz" ? { ...attributes, compression: "gzip" } : attributes),
    rewriteTimestamp: flag("rewrite-timestamp"),
    annotations: annotationsOf(attributes),
    asTar: flag("tar") ?? true,
  };
}

const known = new Set([
  "name",
  "push",
  "push-by-digest",
  "registry.insecure",
  "store",
  "dangling-name-prefix",
  "compression",
  "compression-level",
  "force-compression",
  "rewrite-timestamp",
  "tar",
]);

function isCompression(text: string): text is LayerCompression {
  return text === "gzip" || text === "uncompressed" || text === "zstd" || text === "estargz";
}

/** @throws invalid-argument in Docker's words */
function namesOf(text: string): string[] {
  return givenNames(text).map((name) => referenceText(withDefaultTag(parseReference(name))));
}

function givenNames(text: string): string[] {
  return text
    .split(",")
    .filter((name) => name !== "")
    .map((name) => referenceText(parseReference(name)));
}

function boolOf(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (["", "1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
  throw new BuildError(
    "invalid-argument",
    `non-bool value specified for ${name}: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}

const annotationName = /^annotation(?:-(index|index-descriptor|manifest|manifest-descriptor))?(?:\[([^\]]+)\])?\.(.+)$/;

function isAnnotation(name: string): boolean {
  return annotationName.test(name);
}

function annotationsOf(attributes: Readonly<Record<string, string>>): ImageAnnotations {
  const found = Object.entries(attributes).flatMap(([name, value]) => {
    const [, place = "manifest", platform, key] = annotationName.exec(name) ?? [];
    return key === undefined ? [] : [{ place, platform, key, value }];
  });
  const at = (wanted: string): PlatformAnnotation[] =>
    found.flatMap(({ place, ...annotation }) => (place === wanted ? [annotation] : []));
  const plain = (wanted: string): Record<string, string> =>
    Object.fromEntries(at(wanted).map(({ key, value }) => [key, value]));
  return {
    index: plain("index"),
    indexDescriptor: plain("index-descriptor"),
    manifest: at("manifest"),
    manifestDescriptor: at("manifest-descriptor"),
  };
}

/** Those of one platform. */
export function annotationsFor(all: readonly PlatformAnnotation[], platform: string): Record<string, string> {
  const own = all.filter((annotation) => annotation.platform === undefined || annotation.platform === platform);
  return Object.fromEntries(own.map(({ key, value }) => [key, value]));
}

/** Whether a name says by digest what it is. */
export function hasDigest(name: string): boolean {
  const at = name.lastIndexOf("@");
  return at > 0 && isDigest(name.slice(at + 1));
}
