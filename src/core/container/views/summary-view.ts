import type { ContainerSummary, EndpointSettings, MountPoint, Port, PortMap } from "#api/types.gen.ts";
import { unixSeconds } from "#base/time.ts";
import type { ContainerRecord } from "../record.ts";
import { shownStatus, statusText } from "../state.ts";
import { manifestDescriptor } from "./inspect-view.ts";
import { shownMounts } from "./mount-view.ts";
import { networksOf } from "./network-view.ts";

export interface SummaryExtras {
  /** Nanoseconds since the epoch. */
  readonly now: bigint;
  /** How the image is called now: the container's own reference, or the image's id when that name is gone or another's. */
  readonly imageName: string;
  /** What it is called by those that link to it: `parent/alias`. */
  readonly linkNames?: readonly string[] | undefined;
  /** Asked for with `size=1`, in bytes. */
  readonly size?: { readonly rw: number; readonly rootFs: number };
}

/** One row of `GET /containers/json` as Docker 28.5 gives it. */
export function summaryView(record: ContainerRecord, extras: SummaryExtras): ContainerSummary {
  const { hostConfig } = record;
  return {
    Id: record.id,
    Names: [record.name, ...(extras.linkNames ?? [])].map((name) => `/${name}`),
    Image: extras.imageName,
    ImageID: record.image.id,
    ...manifestDescriptor(record.image),
    Command: commandText(record),
    Created: unixSeconds(record.created),
    Ports: portsOf(record.lease?.settings.ports ?? {}),
    ...(extras.size === undefined ? {} : { SizeRw: extras.size.rw, SizeRootFs: extras.size.rootFs }),
    Labels: record.config.Labels,
    State: shownStatus(record.state),
    Status: statusText(record.state, extras.now, record.health),
    HostConfig: {
      NetworkMode: hostConfig.NetworkMode,
      ...(hostConfig.Annotations === undefined ? {} : { Annotations: hostConfig.Annotations }),
    },
    NetworkSettings: { Networks: listedNetworks(record) },
    Mounts: shownMounts(record).map((mount) => (isOfConfig(mount, record) ? { ...mount, Source: "" } : mount)),
  };
}

/** A volume that only the config asked for: a list does not say where it is. */
function isOfConfig({ Mode, Name = "" }: MountPoint, { anonymousVolumes = [] }: ContainerRecord): boolean {
  return Mode === "" && anonymousVolumes.includes(Name);
}

/** A list leaves out what containers are called, and the options of drivers. */
function listedNetworks(record: ContainerRecord): Readonly<Record<string, EndpointSettings>> {
  const listed = Object.entries(networksOf(record)).map(([name, endpoint]): [string, EndpointSettings] => [
    name,
    { ...endpoint, IPAMConfig: listedAddresses(endpoint), Aliases: null, DriverOpts: null, DNSNames: null },
  ]);
  return Object.fromEntries(listed);
}

function listedAddresses({ IPAMConfig }: EndpointSettings): EndpointSettings["IPAMConfig"] {
  if (IPAMConfig === null) return null;
  const { LinkLocalIPs: _, ...listed } = IPAMConfig;
  return listed;
}

/** The command with its arguments; those with spaces are quoted. */
function commandText({ path, args }: ContainerRecord): string {
  return [path, ...args.map((arg) => (arg.includes(" ") ? `'${arg}'` : arg))].join(" ");
}

/** Rows of published and exposed ports. */
export function portsOf(ports: PortMap): Port[] {
  return Object.entries(ports).flatMap(([key, bindings]): Port[] => {
    const [port = "", protocol = "tcp"] = key.split("/");
    const inside = { PrivatePort: Number(port), Type: protocol };
    if (bindings === null || bindings.length === 0) return [inside];
    return bindings.map(({ HostIp, HostPort }) => ({
      ...(HostIp === "" ? {} : { IP: HostIp }),
      PrivatePort: inside.PrivatePort,
      PublicPort: Number(HostPort),
      Type: protocol,
    }));
  });
}
