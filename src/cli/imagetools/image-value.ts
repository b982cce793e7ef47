import { anyType, type GoType, mapOf, pointerTo, type StructField, stringType } from "#formats/go-template/type.ts";
import { boxed, goString, goStruct, Value } from "#formats/go-template/value.ts";
import { convert } from "../inspect/typed-value.ts";
import { descriptorType, imageType, indexType, provenanceType, sbomType } from "./image-types.ts";
import type { LoadedImage, PlatformImage } from "./load-image.ts";

/** An image as templates of `imagetools inspect` see it: of several platforms by their names. @param name as it was given */
export function imageValue(name: string, { manifest, index, platforms }: LoadedImage): Value {
  const { mediaType, digest, size } = manifest.descriptor;
  const described =
    index === undefined
      ? convert({ mediaType, digest, size }, descriptorType)
      : convert({ ...index, digest, size }, indexType);
  const isMany = platforms.size > 1;
  const of = (type: GoType, read: (image: PlatformImage) => object): Value =>
    isMany ? byPlatform(platforms, type, read) : convert(read([...platforms.values()][0] ?? nothing), type);
  const fields: StructField[] = [
    { name: "Name", type: stringType, json: "name", omitEmpty: true },
    { name: "Manifest", type: anyType, json: "manifest", omitEmpty: true },
    { name: "Image", type: anyType, json: "image", omitEmpty: true },
  ];
  const methods = new Map([
    ["SBOM", { params: [], call: () => of(sbomType, sbomOf) }],
    ["Provenance", { params: [], call: () => of(provenanceType, provenanceOf) }],
  ]);
  const type: GoType = { kind: "struct", name: `imagetools.tplInput${isMany ? "s" : ""}`, fields, methods };
  return goStruct(type, {
    Name: goString(name),
    Manifest: boxed(described),
    Image: boxed(of(imageType, ({ config }) => withTimes(config))),
  });
}

const nothing: PlatformImage = { config: {}, slsa: undefined, spdx: [] };

function byPlatform(platforms: LoadedImage["platforms"], type: GoType, read: (image: PlatformImage) => object): Value {
  const entries = [...platforms].map(([name, image]) => [name, convert(read(image), pointerTo(type))] as const);
  return new Value(mapOf(stringType, pointerTo(type)), new Map(entries));
}

function withTimes(config: PlatformImage["config"]): object {
  const { created, history, ...rest } = config;
  const past = Array.isArray(history) ? { history: history.map((entry: object) => shortened(entry)) } : {};
  return { ...shortened({ created, ...rest }), ...past };
}

/** Go reads times and writes them without zeros at the end. */
function shortened(entry: object): object {
  const { created, ...rest } = entry as { readonly created?: unknown };
  return typeof created === "string"
    ? { ...rest, created: created.replace(/(\.\d*?)0+Z$/, "$1Z").replace(/\.Z$/, "Z") }
    : rest;
}

function provenanceOf({ slsa }: PlatformImage): object {
  return slsa === undefined ? {} : { SLSA: slsa };
}

function sbomOf({ spdx: [SPDX, ...AdditionalSPDXs] }: PlatformImage): object {
  return SPDX === undefined ? {} : { SPDX, AdditionalSPDXs };
}
