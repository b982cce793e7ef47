import type { ContainerConfig, ContainerInspectResponse, ContainerState, Descriptor } from "#api/types.gen.ts";
import { zeroTime } from "#base/time.ts";
import type { ContainerFilePaths } from "../oci-spec/input.ts";
import type { ContainerImage, ContainerRecord } from "../record.ts";
import { shownStatus } from "../state.ts";
import { shownMounts } from "./mount-view.ts";
import { networkSettingsView } from "./network-view.ts";

export interface InspectExtras {
  /** Name of the snapshotter. */
  readonly driver: string;
  /** Ids of running execs. */
  readonly execIds: readonly string[];
  /** Where the container's files lie; shown once it has been started. */
  readonly files: Required<ContainerFilePaths>;
  /** `HostConfig.Links` as they are now. */
  readonly links?: readonly string[];
  /** Asked for with `size=1`, in bytes. */
  readonly size?: { readonly rw: number; readonly rootFs: number };
}

/** `GET /containers/{id}/json` as Docker 28.5 gives it with the containerd image store. */
export function inspectView(record: ContainerRecord, extras: InspectExtras): ContainerInspectResponse {
  const started = record.state.startedAt !== zeroTime;
  const file = (path: string) => (started && record.config.NetworkDisabled !== true ? path : "");
  const shown = (path: string) => (started ? path : "");
  return {
    Id: record.id,
    Created: record.created,
    Path: record.path,
    Args: record.args,
    State: stateView(record),
    Image: record.image.id,
    ResolvConfPath: file(extras.files.resolvConf),
    HostnamePath: file(extras.files.hostname),
    HostsPath: file(extras.files.hosts),
    // Where a local log lies is nobody else's business.
    LogPath: record.hostConfig.LogConfig.Type === "json-file" ? shown(record.logPath) : "",
    Name: `/${record.name}`,
    RestartCount: restartsMade(record),
    Driver: extras.driver,
    Platform: record.image.os,
    MountLabel: "",
    ProcessLabel: "",
    AppArmorProfile: appArmorProfile(record),
    ExecIDs: extras.execIds.length === 0 ? null : extras.execIds,
    HostConfig: { ...record.hostConfig, Links: extras.links ?? null },
    GraphDriver: { Data: null, Name: extras.driver },
    ...(extras.size === undefined ? {} : { SizeRw: extras.size.rw, SizeRootFs: extras.size.rootFs }),
    Mounts: shownMounts(record),
    Config: configView(record),
    NetworkSettings: networkSettingsView(record),
    ...manifestDescriptor(record.image),
  };
}

/** What the request says; the last one counts. */
function appArmorProfile({ hostConfig }: ContainerRecord): string {
  const asked = (hostConfig.SecurityOpt ?? []).findLast((option) => /^apparmor[=:]/.test(option));
  return asked === undefined ? "" : asked.slice("apparmor=".length);
}

/** `MacAddress` stands in the config as well: what is asked for in the network that the container was made for. */
function configView({ config, hostConfig, networkingConfig }: ContainerRecord): ContainerConfig {
  const asked = networkingConfig.EndpointsConfig?.[hostConfig.NetworkMode]?.MacAddress ?? "";
  return asked === "" ? config : { ...config, MacAddress: asked };
}

/** The restart that is waited for counts once it has been made (docs/adr/0005-deliberate-differences-from-docker.md). */
function restartsMade({ restartCount, state }: ContainerRecord): number {
  return restartCount - (shownStatus(state) === "restarting" ? 1 : 0);
}

/** `State` of inspect. */
export function stateView({ state, health }: Pick<ContainerRecord, "state" | "health">): ContainerState {
  const status = shownStatus(state);
  return {
    Status: status,
    Running: status === "running" || status === "paused" || status === "restarting",
    Paused: status === "paused",
    Restarting: status === "restarting",
    OOMKilled: state.oomKilled,
    Dead: status === "dead",
    Pid: state.pid,
    ExitCode: state.exitCode,
    Error: state.error,
    StartedAt: state.startedAt,
    FinishedAt: state.finishedAt,
    ...(health === undefined ? {} : { Health: health }),
  };
}

/** The descriptor of the image's manifest for this platform, where there is an image. */
export function manifestDescriptor(image: ContainerImage): { readonly ImageManifestDescriptor?: Descriptor } {
  const { manifestDigest: digest, manifestMediaType: mediaType, manifestSizeBytes: size } = image;
  if (digest === undefined || mediaType === undefined || size === undefined) return {};
  const annotations = image.manifestAnnotations === undefined ? {} : { annotations: image.manifestAnnotations };
  const platform = { architecture: image.architecture, os: image.os };
  return { ImageManifestDescriptor: { mediaType, digest, size, ...annotations, platform } };
}
