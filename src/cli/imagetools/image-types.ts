import {
  anyType,
  boolType,
  type GoType,
  int64Type,
  intType,
  mapOf,
  pointerTo,
  type StructField,
  sliceOf,
  stringType,
} from "#formats/go-template/type.ts";
import { timePointer } from "../go-time/time-type.ts";

type Fields = readonly (readonly [name: string, json: string, type: GoType])[];

/** A field whose JSON name ends in `?` is left out where it is empty; one without a name is embedded. */
function struct(name: string, fields: Fields): GoType {
  const declared = fields.map(([field, json, type]): StructField => {
    const omitEmpty = json.endsWith("?");
    const key = json.replace(/\?$/, "");
    return { name: field, type, json: key, omitEmpty, ...(key === "" ? { embedded: true } : {}) };
  });
  return { kind: "struct", name, fields: declared };
}

const strings = sliceOf(stringType);
const texts = mapOf(stringType, stringType);
const time = timePointer;
const digest: GoType = { ...stringType, name: "digest.Digest" };
const empties = mapOf(stringType, { kind: "struct", name: "struct {}", fields: [] });

export const platformType = struct("v1.Platform", [
  ["Architecture", "architecture", stringType],
  ["OS", "os", stringType],
  ["OSVersion", "os.version?", stringType],
  ["OSFeatures", "os.features?", strings],
  ["Variant", "variant?", stringType],
]);

export const descriptorType = struct("v1.Descriptor", [
  ["MediaType", "mediaType", stringType],
  ["Digest", "digest", digest],
  ["Size", "size", int64Type],
  ["URLs", "urls?", strings],
  ["Annotations", "annotations?", texts],
  ["Data", "data?", stringType],
  ["Platform", "platform?", pointerTo(platformType)],
  ["ArtifactType", "artifactType?", stringType],
]);

export const indexType = struct(
  'struct { SchemaVersion int "json:\\"schemaVersion\\""; MediaType string "json:\\"mediaType,omitempty\\""; Digest digest.Digest "json:\\"digest\\""; Size int64 "json:\\"size\\""; Manifests []v1.Descriptor "json:\\"manifests\\""; Annotations map[string]string "json:\\"annotations,omitempty\\"" }',
  [
    ["SchemaVersion", "schemaVersion", intType],
    ["MediaType", "mediaType?", stringType],
    ["Digest", "digest", digest],
    ["Size", "size", int64Type],
    ["Manifests", "manifests", sliceOf(descriptorType)],
    ["Annotations", "annotations?", texts],
  ],
);

const configType = struct("v1.ImageConfig", [
  ["User", "User?", stringType],
  ["ExposedPorts", "ExposedPorts?", empties],
  ["Env", "Env?", strings],
  ["Entrypoint", "Entrypoint?", strings],
  ["Cmd", "Cmd?", strings],
  ["Volumes", "Volumes?", empties],
  ["WorkingDir", "WorkingDir?", stringType],
  ["Labels", "Labels?", texts],
  ["StopSignal", "StopSignal?", stringType],
  ["ArgsEscaped", "ArgsEscaped?", boolType],
]);

const historyType = struct("v1.History", [
  ["Created", "created?", time],
  ["CreatedBy", "created_by?", stringType],
  ["Author", "author?", stringType],
  ["Comment", "comment?", stringType],
  ["EmptyLayer", "empty_layer?", boolType],
]);

export const imageType = struct("v1.Image", [
  ["Created", "created?", time],
  ["Author", "author?", stringType],
  ["Platform", "", platformType],
  ["Config", "config", configType],
  [
    "RootFS",
    "rootfs",
    struct("v1.RootFS", [
      ["Type", "type", stringType],
      ["DiffIDs", "diff_ids", sliceOf(digest)],
    ]),
  ],
  ["History", "history?", sliceOf(historyType)],
]);

export const provenanceType = struct("imagetools.provenanceStub", [["SLSA", "SLSA?", anyType]]);
export const sbomType = struct("imagetools.sbomStub", [
  ["SPDX", "SPDX?", anyType],
  ["AdditionalSPDXs", "AdditionalSPDXs?", sliceOf(anyType)],
]);
