import {
  anyType,
  boolType,
  type GoType,
  pointerTo,
  type StructField,
  sliceOf,
  stringType,
} from "#formats/go-template/type.ts";
import { goTypeNamed } from "./go-types.ts";

const strings = sliceOf(stringType);

const clientInfoType: GoType = {
  kind: "struct",
  name: "system.clientInfo",
  fields: [
    { name: "Debug", type: boolType, json: "Debug" },
    { name: "Platform", type: pointerTo(goTypeNamed("VersionPlatform")), json: "Platform", omitEmpty: true },
    { name: "Version", type: stringType, json: "Version", omitEmpty: true },
    { name: "GitCommit", type: stringType, json: "GitCommit", omitEmpty: true },
    { name: "GoVersion", type: stringType, json: "GoVersion", omitEmpty: true },
    { name: "Os", type: stringType, json: "Os", omitEmpty: true },
    { name: "Arch", type: stringType, json: "Arch", omitEmpty: true },
    { name: "BuildTime", type: stringType, json: "BuildTime", omitEmpty: true },
    { name: "Context", type: stringType, json: "Context" },
    { name: "Plugins", type: sliceOf(anyType), json: "Plugins" },
    { name: "Warnings", type: strings, json: "Warnings" },
  ],
};

const ofClient: readonly StructField[] = [
  { name: "ClientInfo", type: clientInfoType, json: "ClientInfo", omitEmpty: true },
  { name: "ClientErrors", type: strings, json: "ClientErrors", omitEmpty: true },
];

/** What templates of `info` see that need no engine. */
export const sparseInfoType: GoType = { kind: "struct", name: "system.sparseInfo", fields: ofClient };

/** What templates of `info` see. */
export function dockerInfoType(): GoType {
  return {
    kind: "struct",
    name: "system.dockerInfo",
    fields: [
      ...(goTypeNamed("SystemInfo").fields ?? []),
      { name: "ServerErrors", type: strings, json: "ServerErrors", omitEmpty: true },
      ...ofClient,
    ],
  };
}
