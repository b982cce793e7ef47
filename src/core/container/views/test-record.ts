import type { Digest } from "#base/digest.ts";
import type { ContainerId } from "#base/ids.ts";
import { testInput } from "../oci-spec/test-input.ts";
import type { ContainerRecord } from "../record.ts";
import { createdState } from "../state.ts";
import { emptyEndpoint } from "./network-view.ts";

const imageId = "sha256:c89608dfcdc5413a435f86008a27107fc31894f446d785359a444bcf2944f19e" as Digest;

/** For tests: the record of a container of busybox that was made and not started. */
export function testRecord(change: Partial<ContainerRecord> = {}): ContainerRecord {
  const { id, config, hostConfig } = testInput({ Image: "busybox", Cmd: ["sleep", "1000"], Labels: {} });
  return {
    id: id as ContainerId,
    name: "box",
    created: "2026-11-25T00:41:33.258979388Z",
    image: {
      reference: "busybox",
      id: imageId,
      manifestDigest: imageId,
      manifestMediaType: "application/vnd.oci.image.manifest.v1+json",
      manifestSizeBytes: 422,
      architecture: "amd64",
      os: "linux",
    },
    config,
    hostConfig,
    networkingConfig: { EndpointsConfig: null },
    path: "sleep",
    args: ["1000"],
    runtime: "crun",
    logPath: "/data/containers/x-json.log",
    mounts: [],
    restartCount: 0,
    state: createdState,
    ...change,
  };
}

/** For tests: what such a container holds on the default bridge while it runs. */
export function testLease(): NonNullable<ContainerRecord["lease"]> {
  const request = {
    containerId: "x",
    containerName: "box",
    hostname: "box",
    networkMode: "bridge",
    endpoints: {},
    exposedPorts: [],
    portBindings: {},
    publishAllPorts: false,
    sysctls: {},
  };
  return {
    request,
    settings: {
      sandboxId: "3a51",
      sandboxKey: "",
      ports: { "80/tcp": [{ HostIp: "0.0.0.0", HostPort: "32768" }], "81/udp": null },
      networks: {
        bridge: {
          ...emptyEndpoint,
          NetworkID: "2079",
          EndpointID: "6493",
          Gateway: "172.17.0.1",
          IPAddress: "172.17.0.2",
          IPPrefixLen: 16,
        },
      },
      hostAddresses: ["172.17.0.2"],
      hostGateway: "172.17.0.1",
    },
  };
}
