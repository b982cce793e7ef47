import { schemaTable } from "#api/schemas.gen.ts";
import type { StructDeclaration } from "#api/type-notation.ts";

/** The struct that Docker's client decodes a type's JSON into, by its name in the schema or below. */
export function clientStruct(name: string): StructDeclaration | undefined {
  return clientStructs[name] ?? schemaTable.structs[name];
}

const ociImageConfig: StructDeclaration = {
  go: "v1.ImageConfig",
  fields: {
    User: "string omitempty",
    ExposedPorts: "map[string]struct{} omitempty",
    Env: "[]string omitempty",
    Entrypoint: "[]string omitempty",
    Cmd: "[]string omitempty",
    Volumes: "map[string]struct{} omitempty",
    WorkingDir: "string omitempty",
    Labels: "map[string]string omitempty",
    StopSignal: "string omitempty",
    ArgsEscaped: "bool omitempty",
  },
};

const imageConfigExtension: StructDeclaration = {
  go: "v1.DockerOCIImageConfigExt",
  fields: { Healthcheck: "*HealthConfig omitempty", OnBuild: "[]string omitempty", Shell: "[]string omitempty" },
};

/**
 * Structs that are not the JSON field by field: an engine says more for the sake of old clients, and less where it has nothing to say.
 * @see https://github.com/moby/docker-image-spec/blob/main/specs-go/v1/image.go
 */
const clientStructs: Readonly<Record<string, StructDeclaration>> = {
  ImageInspectResponse: {
    go: "image.InspectResponse",
    fields: {
      Id: "string",
      RepoTags: "[]string",
      RepoDigests: "[]string",
      Parent: "string",
      Comment: "string",
      Created: "string omitempty",
      Container: "string omitempty",
      ContainerConfig: "*ContainerConfig omitempty",
      DockerVersion: "string",
      Author: "string",
      Config: "*ImageConfigView",
      Architecture: "string",
      Variant: "string omitempty",
      Os: "string",
      OsVersion: "string omitempty",
      Size: "int64",
      VirtualSize: "int64 omitempty",
      GraphDriver: "GraphDriverData",
      RootFS: "ImageRootFS",
      Metadata: "ImageMetadata",
      Descriptor: "*Descriptor omitempty",
      Manifests: "[]ManifestSummary omitempty",
    },
  },
  ImageConfigView: {
    go: "v1.DockerOCIImageConfig",
    fields: { ...ociImageConfig.fields, ...imageConfigExtension.fields },
    embeds: ["OciImageConfig", "ImageConfigExtension"],
  },
  OciImageConfig: ociImageConfig,
  ImageConfigExtension: imageConfigExtension,
  NetworkInspect: {
    go: "network.Inspect",
    fields: { ...schemaTable.structs["NetworkInspect"]?.fields, Services: "map[string]NetworkService omitempty" },
  },
  NetworkService: {
    go: "network.ServiceInfo",
    fields: { VIP: "string", Ports: "[]string", LocalLBIndex: "int", Tasks: "[]NetworkTask" },
  },
  NetworkTask: {
    go: "network.Task",
    fields: { Name: "string", EndpointID: "string", EndpointIP: "string", Info: "map[string]string" },
  },
};
