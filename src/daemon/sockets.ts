import { rmSync } from "node:fs";
import type { Server } from "node:net";
import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { type Endpoint, openListener } from "#server/listen.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { type ListenAddress, listenAddressText } from "./config/hosts.ts";
import { groupId } from "./groups.ts";

export interface Listeners {
  readonly servers: readonly Server[];
  /** Where the API can be reached, for the log: a path or `host:port`. */
  readonly addresses: readonly string[];
  /** Removes the socket files; the servers are closed by who serves on them. */
  removeFiles(): void;
}

export interface SocketOptions {
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const firstInherited = 3;

/**
 * Opens what `--host` asks for. Unix sockets are for root and the group only (0660).
 * @throws Error in Docker's words
 */
export async function openListeners(
  config: Pick<DaemonConfig, "hosts" | "group" | "groupGiven">,
  options: SocketOptions,
): Promise<Listeners> {
  const servers: Server[] = [];
  const addresses: string[] = [];
  const removeFiles = (): void => {
    for (const host of config.hosts) if (host.proto === "unix") rmSync(host.path, { force: true });
  };
  try {
    for (const host of config.hosts)
      for (const endpoint of endpointsOf(host, config, options)) {
        servers.push(await openListener(endpoint));
        addresses.push(addressText(endpoint));
      }
    return { servers, addresses, removeFiles };
  } catch (error) {
    for (const server of servers) server.close();
    throw new Error(`failed to load listeners: ${messageOf(error)}`, { cause: error });
  }
}

function addressText(endpoint: Endpoint): string {
  if (endpoint.kind === "unix") return endpoint.path;
  return endpoint.kind === "tcp" ? `${endpoint.host}:${endpoint.port}` : `fd://${endpoint.fd}`;
}

function endpointsOf(
  host: ListenAddress,
  config: Pick<DaemonConfig, "group" | "groupGiven">,
  { log, environment }: SocketOptions,
): Endpoint[] {
  switch (host.proto) {
    case "unix":
      return [{ kind: "unix", path: host.path, mode: 0o660, gid: socketGroup(host.path, config, log) }];
    case "tcp":
      if (host.port > 65535) throw new Error(`listen tcp: address ${host.port}: invalid port`);
      warnOfOpenTcp(listenAddressText(host), log);
      return [{ kind: "tcp", host: host.host, port: host.port }];
    default:
      return inherited(host.name, environment).map((fd) => ({ kind: "fd", fd }));
  }
}

/** The default group need not be there; one that was asked for must. */
function socketGroup(
  path: string,
  { group, groupGiven }: Pick<DaemonConfig, "group" | "groupGiven">,
  log: Log,
): number {
  if (group === "") return 0;
  const id = groupId(group);
  if (id !== undefined) return id;
  if (groupGiven) throw new Error(`group ${group} not found`);
  log.warn(`could not change group ${path} to ${group}: group ${group} not found`);
  return 0;
}

function warnOfOpenTcp(host: string, log: Log): void {
  for (const warning of [
    "Binding to IP address without --tlsverify is insecure and gives root access on this machine to everyone who has access to your network.",
    "Binding to an IP address, even on localhost, can also give access to scripts run in a browser. Be safe out there!",
  ])
    log.warn(warning, { host });
}

/**
 * The descriptors that a service manager has handed over: all of them, or the one whose number `name` is.
 * @see sd_listen_fds(3)
 */
export function inherited(name: string, environment: SocketOptions["environment"]): number[] {
  const forUs = environment["LISTEN_PID"] === String(process.pid);
  const count = forUs ? Number(environment["LISTEN_FDS"] ?? 0) : 0;
  if (!(count > 0))
    throw new Error("no sockets found via socket activation: make sure the service was started by systemd");
  if (name === "" || name === "*") return Array.from({ length: count }, (_, index) => firstInherited + index);
  if (!/^\d+$/.test(name)) throw new Error(`failed to parse systemd fd address: should be a number: ${name}`);
  const fd = Number(name);
  if (fd < firstInherited || fd >= firstInherited + count)
    throw new Error("too few socket activated files passed in by systemd");
  return [fd];
}
