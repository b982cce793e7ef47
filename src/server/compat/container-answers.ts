import { encode, encodeList } from "#api/encode.ts";
import type { ContainerInspectResponse, ContainerSummary } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";

/** The answer of container inspect in the shape of a version. */
export function containerInspectFor(version: string, answer: ContainerInspectResponse): string {
  const { ImageManifestDescriptor, Config, ...rest } = answer;
  const descriptor = ImageManifestDescriptor !== undefined && !isOlder(version, "1.48");
  const mac = bridgeMac(answer);
  const config = Config !== null && mac !== "" && isOlder(version, "1.44") ? { ...Config, MacAddress: mac } : Config;
  return encode("ContainerInspectResponse", {
    ...rest,
    Config: config,
    ...(descriptor ? { ImageManifestDescriptor } : {}),
  });
}

/** Before 1.44 the address stood in the config; the first network's is the one. */
function bridgeMac(answer: ContainerInspectResponse): string {
  const networks = Object.values(answer.NetworkSettings?.Networks ?? {});
  return answer.Config?.MacAddress ?? networks[0]?.MacAddress ?? "";
}

/** The answer of container list in the shape of a version. */
export function containerListFor(version: string, containers: readonly ContainerSummary[]): string {
  if (!isOlder(version, "1.48")) return encodeList("ContainerSummary", containers);
  return encodeList(
    "ContainerSummary",
    containers.map(({ ImageManifestDescriptor: _, HostConfig, ...rest }) => ({
      ...rest,
      HostConfig: isOlder(version, "1.46") ? withoutAnnotations(HostConfig) : HostConfig,
    })),
  );
}

function withoutAnnotations({
  Annotations: _,
  ...rest
}: ContainerSummary["HostConfig"]): ContainerSummary["HostConfig"] {
  return rest;
}
