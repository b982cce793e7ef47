import { anyType, boolType, type GoType, mapOf, sliceOf, stringType } from "#formats/go-template/type.ts";
import type { Value } from "#formats/go-template/value.ts";
import { type ContextView, viewText } from "../contexts/metadata.ts";
import { convert } from "./typed-value.ts";

const endpointType: GoType = {
  kind: "struct",
  name: "docker.EndpointMeta",
  fields: [
    { name: "Host", type: stringType, json: "Host", omitEmpty: true },
    { name: "SkipTLSVerify", type: boolType, json: "SkipTLSVerify" },
  ],
};
const storageType: GoType = {
  kind: "struct",
  name: "store.StorageInfo",
  fields: [
    { name: "MetadataPath", type: stringType, json: "MetadataPath" },
    { name: "TLSPath", type: stringType, json: "TLSPath" },
  ],
};

const endpointsType = mapOf(stringType, endpointType);

/** What the client makes of the free part of a context. */
const dockerContextType: GoType = {
  kind: "struct",
  name: "command.DockerContext",
  fields: [
    { name: "Description", type: stringType, json: "Description" },
    { name: "AdditionalFields", type: mapOf(stringType, anyType), json: "" },
  ],
};
const metadataType: GoType = {
  kind: "struct",
  name: "store.Metadata",
  fields: [
    { name: "Name", type: stringType, json: "Name" },
    { name: "Metadata", type: dockerContextType, json: "Metadata" },
    { name: "Endpoints", type: endpointsType, json: "Endpoints" },
  ],
};

/** What templates of `context inspect` see. */
export function contextViewValue(view: ContextView): Value {
  const files = { ...sliceOf(stringType), name: "store.EndpointFiles" };
  const type: GoType = {
    kind: "struct",
    name: "context.contextWithTLSListing",
    fields: [
      { name: "Metadata", type: metadataType, json: "metadata", embedded: true },
      { name: "TLSMaterial", type: mapOf(stringType, files), json: "TLSMaterial" },
      { name: "Storage", type: storageType, json: "Storage" },
    ],
    marshal: () => viewText(view),
  };
  const { Description = "", ...AdditionalFields } = view.Metadata;
  return convert({ ...view, metadata: { ...view, Metadata: { Description, "": AdditionalFields } } }, type);
}
