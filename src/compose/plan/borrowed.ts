import { sharedService } from "../convert/names.ts";
import type { NamedService } from "../named-service.ts";
import type { Borrowed, Target } from "./operation.ts";

/**
 * What a service shares with containers of other services.
 * @param first the container of a service that is shared, or else an error that begins with `problem`
 */
export function borrowedBy(service: NamedService, first: (service: string, problem: string) => Target): Borrowed {
  const share = (mode: string | undefined, what: string): Target | undefined => {
    const name = sharedService(mode);
    return name === undefined ? undefined : first(name, `cannot share ${what} with service ${name}`);
  };
  const network = share(service.network_mode, "network namespace");
  const ipc = share(service.ipc, "IPC namespace");
  const pid = share(service.pid, "PID namespace");
  const volumes = (service.volumes_from ?? []).map((from) => {
    const [name = ""] = from.split(":");
    return name === "container" ? undefined : first(name, `cannot share volume with service ${name}`);
  });
  return {
    ...(network === undefined ? {} : { network_mode: network }),
    ...(ipc === undefined ? {} : { ipc }),
    ...(pid === undefined ? {} : { pid }),
    volumes_from: volumes,
  };
}

export const targetsOf = ({ network_mode, ipc, pid, volumes_from }: Borrowed): Target[] =>
  [network_mode, ipc, pid, ...volumes_from].filter((target) => target !== undefined);

/** The service with the ids of the containers that it borrows of. @param idOf of a target, when it is there */
export function withBorrowed(
  service: NamedService,
  borrowed: Borrowed,
  idOf: (target: Target) => string,
): NamedService {
  const mode = (target: Target | undefined, own: string | undefined) =>
    target === undefined ? own : `container:${idOf(target)}`;
  const from = service.volumes_from?.map((text, index) => {
    const target = borrowed.volumes_from[index];
    return target === undefined ? text.replace(/^container:([^:]*).*$/, "$1") : idOf(target);
  });
  return {
    ...service,
    network_mode: mode(borrowed.network_mode, service.network_mode),
    ipc: mode(borrowed.ipc, service.ipc),
    pid: mode(borrowed.pid, service.pid),
    volumes_from: from,
  };
}
