import type { Port } from "#api/types.gen.ts";
import { labels } from "#compose/labels.ts";
import type { ProjectContainer } from "#compose/observe/project-containers.ts";
import { type GoType, intType, sliceOf, stringType } from "#formats/go-template/type.ts";
import { goInt, goString, goStruct, Value } from "#formats/go-template/value.ts";
import { type ContainerListingOptions, containerListing } from "../../format/container-listing.ts";
import { portsText } from "../../format/ports.ts";
import type { Column, Listing } from "../../format/table.ts";

export const containerColumns = ["Name", "Image", "Command", "Service", "RunningFor", "Status", "Ports"];

/** What `compose ps` can show of a container: what `ps` can, and what it is in its project. */
export function projectContainerListing(options: ContainerListingOptions): Listing<ProjectContainer> {
  const engine = containerListing(options);
  const known = (name: string, header = engine.columns[name]!.header): Column<ProjectContainer> => ({
    header,
    value: ({ container }) => engine.columns[name]!.value(container.summary),
  });
  return {
    typeName: "*formatter.ContainerContext",
    columns: {
      ...{ ID: known("ID"), Command: known("Command"), CreatedAt: known("CreatedAt"), RunningFor: known("RunningFor") },
      ...{ State: known("State"), Status: known("Status"), Size: known("Size"), Labels: known("Labels") },
      ...{ Names: known("Names", ""), Mounts: known("Mounts", ""), Networks: known("Networks", "") },
      LocalVolumes: known("LocalVolumes", ""),
      Name: { header: "NAME", value: ({ container }) => container.name },
      Project: { header: "PROJECT", value: ({ container }) => container.labels[labels.project] ?? "" },
      Service: { header: "SERVICE", value: ({ container }) => container.service },
      Image: { header: "IMAGE", value: ({ container }) => container.summary.Image },
      Ports: { header: "PORTS", value: (row) => portsText(sortedPorts(row)) },
      Health: { header: "", value: ({ health }) => health },
      ExitCode: { header: "", value: ({ exitCode }) => exitCode, goValue: ({ exitCode }) => goInt(exitCode) },
      Publishers: publishersColumn,
    },
    methods: { Label: ({ container }, name) => container.labels[name] ?? "" },
    raw: engine.raw!,
  };
}

/** A port as Compose tells of it. */
interface Publisher {
  readonly URL: string;
  readonly TargetPort: number;
  readonly PublishedPort: number;
  readonly Protocol: string;
}

function publishersOf(row: ProjectContainer): Publisher[] {
  return sortedPorts(row).map(({ IP = "", PrivatePort, PublicPort = 0, Type }) => ({
    URL: IP,
    TargetPort: PrivatePort,
    PublishedPort: PublicPort,
    Protocol: Type,
  }));
}

function sortedPorts({ container }: ProjectContainer): Port[] {
  return [...(container.summary.Ports ?? [])].sort((left, right) => left.PrivatePort - right.PrivatePort);
}

const publisherType: GoType = {
  kind: "struct",
  name: "api.PortPublisher",
  fields: [
    { name: "URL", type: stringType, json: "URL" },
    { name: "TargetPort", type: intType, json: "TargetPort" },
    { name: "PublishedPort", type: intType, json: "PublishedPort" },
    { name: "Protocol", type: stringType, json: "Protocol" },
  ],
};

const publishersColumn: Column<ProjectContainer> = {
  header: "",
  value: (row) => publishersOf(row).map(Object.values).join(" "),
  json: publishersOf,
  goValue: (row) =>
    new Value(
      { ...sliceOf(publisherType), name: "api.PortPublishers" },
      publishersOf(row).map(({ URL, TargetPort, PublishedPort, Protocol }) =>
        goStruct(publisherType, {
          URL: goString(URL),
          TargetPort: goInt(TargetPort),
          PublishedPort: goInt(PublishedPort),
          Protocol: goString(Protocol),
        }),
      ),
    ),
};
