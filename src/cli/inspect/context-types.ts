import { encodeJson } from "#formats/go-template/encode-json.ts";
import { anyType, boolType, type GoType, mapOf, sliceOf, stringType } from "#formats/go-template/type.ts";
import { boxed, goString, goStruct, type StructData, Value } from "#formats/go-template/value.ts";
import type { ContextView } from "../contexts/metadata.ts";
import { escapedForHtml } from "../format/table.ts";
import { convert } from "./typed-value.ts";

const endpointType: GoType = {
  kind: "struct",
  name: "context.EndpointMetaBase",
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

const endpointsType = mapOf(stringType, anyType);

/** The client knows the shape of Docker's endpoint alone. */
function endpointsValue(endpoints: ContextView["Endpoints"]): Value {
  const entries = Object.entries(endpoints).map(([name, endpoint]) => {
    return [name, boxed(convert(endpoint, name === "docker" ? endpointType : anyType))] as const;
  });
  return new Value(endpointsType, new Map(entries));
}

/** What the client makes of the free part of a context. */
const dockerContextType: GoType = {
  kind: "struct",
  name: "command.DockerContext",
  fields: [
    { name: "Description", type: stringType, json: "Description" },
    { name: "AdditionalFields", type: mapOf(stringType, anyType), json: "" },
  ],
  marshal: ({ data }) => {
    const description = (data as StructData).field("Description");
    const others = (data as StructData).field("AdditionalFields")?.entries ?? new Map<string, Value>();
    const all = description?.data ? [...others, ["Description", description] as const] : others;
    return escapedForHtml(encodeJson(new Value(mapOf(stringType, anyType), new Map(all))));
  },
};
const metadataType: GoType = {
  kind: "struct",
  name: "store.Metadata",
  fields: [
    { name: "Name", type: stringType, json: "Name" },
    { name: "Metadata", type: anyType, json: "Metadata" },
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
  };
  const { Description = "", ...AdditionalFields } = view.Metadata;
  return goStruct(type, {
    Metadata: goStruct(metadataType, {
      Name: goString(view.Name),
      Metadata: boxed(convert({ Description, "": AdditionalFields }, dockerContextType)),
      Endpoints: endpointsValue(view.Endpoints),
    }),
    TLSMaterial: convert(view.TLSMaterial, mapOf(stringType, files)),
    Storage: convert(view.Storage, storageType),
  });
}
