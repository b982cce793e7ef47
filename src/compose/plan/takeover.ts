import { sharedService } from "../convert/names.ts";
import { type NamedService, namedServices } from "../named-service.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import type { Project } from "../shape/project.ts";

export interface Replacement {
  readonly project: Project;
  readonly service: NamedService;
  readonly old: ObservedContainer;
  /** The new container gets the volumes without a name of the old one. */
  readonly inherit: boolean;
}

/**
 * Whether a new container may run beside the one whose place it takes, so that a published port is served throughout.
 * `deploy.update_config.order` decides where it is said; otherwise data that both would write speaks against it.
 * @returns why it may not; empty: there is nothing to serve
 */
export function obstacleToTakeover({ project, service, old, inherit }: Replacement): string | undefined {
  if (!isServing(old) || (service.ports ?? []).length === 0) return "";
  const order = service.deploy?.update_config?.order;
  if (order === "stop-first") return "its update order says so";
  if (isBorrowed(project, service.name)) return "other services share with it";
  if (hasOwnAddress(service)) return "it has an address of its own";
  if (movesPort(service, old)) return "its ports move to other addresses";
  if (order !== "start-first" && writesData(service, old, inherit)) return "two of it would write the same data";
  return undefined;
}

/** It runs, and ports of the host lead to it. */
export const isServing = ({ state, summary }: ObservedContainer): boolean =>
  state === "running" && (summary.Ports ?? []).some(({ PublicPort }) => PublicPort !== undefined && PublicPort !== 0);

function isBorrowed(project: Project, name: string): boolean {
  return namedServices(project).some(
    ({ network_mode, ipc, pid, volumes_from = [] }) =>
      [network_mode, ipc, pid].some((mode) => sharedService(mode) === name) ||
      volumes_from.some((from) => from.split(":")[0] === name),
  );
}

function hasOwnAddress({ mac_address, networks }: NamedService): boolean {
  const attachments = [...(networks?.values() ?? [])];
  return [mac_address, ...attachments.flatMap((one) => [one?.ipv4_address, one?.ipv6_address, one?.mac_address])].some(
    Boolean,
  );
}

/** A number that the old container has at one address of the host and the new one wants at another. */
function movesPort({ ports = [] }: NamedService, { summary }: ObservedContainer): boolean {
  return ports.some(({ published = "", host_ip: hostIp, protocol = "tcp" }) => {
    const held = (summary.Ports ?? []).filter(
      (port) => String(port.PublicPort) === published && port.Type === protocol,
    );
    if (held.length === 0) return false;
    const isEverywhere = held.some(({ IP }) => IP === "0.0.0.0" || IP === "::");
    return hostIp ? !held.every(({ IP }) => IP === hostIp) : !isEverywhere;
  });
}

function writesData(service: NamedService, { summary }: ObservedContainer, inherit: boolean): boolean {
  const wanted = (service.volumes ?? []).some(
    ({ type, read_only }) => type !== "tmpfs" && type !== "image" && !read_only,
  );
  const kept = inherit && (summary.Mounts ?? []).some(({ Type, RW }) => Type === "volume" && RW === true);
  return wanted || kept || (service.volumes_from ?? []).length > 0;
}
