import { type GoType, pointerTo, type StructField, stringType } from "#formats/go-template/type.ts";
import { goFieldName, goTypeNamed } from "./go-types.ts";

const clientFields = [
  "Platform",
  "Version",
  "ApiVersion",
  "DefaultAPIVersion",
  "GitCommit",
  "GoVersion",
  "Os",
  "Arch",
  "BuildTime",
  "Context",
];

/** What templates of `version` see. */
export function versionInfoType(): GoType {
  const platform = pointerTo(goTypeNamed("VersionPlatform"));
  const fields = clientFields.map((json): StructField => {
    if (json === "Platform") return { name: json, type: platform, json, omitEmpty: true };
    return { name: goFieldName(json), type: stringType, json };
  });
  const client: GoType = { kind: "struct", name: "system.clientVersion", fields };
  return {
    kind: "struct",
    name: "system.versionInfo",
    fields: [
      { name: "Client", type: client, json: "Client" },
      { name: "Server", type: pointerTo(goTypeNamed("SystemVersion")), json: "Server" },
    ],
  };
}
