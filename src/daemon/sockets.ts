import { rmSync } from "node:fs";
import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { type Endpoint, type Listener, openListener, type ServerTls } from "#server/listen.ts";
import { isTcpSocket, setCloexec } from "#sys/inherited-socket.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import type { ListenAddress } from "./config/hosts.ts";
import { groupId } from "./groups.ts";
import { warnOfOpenTcp } from "./open-tcp.ts";
import type { ServiceEnvironment } from "./service-manager.ts";

export interface Listeners {
  readonly servers: readonly Listener[];
  /** Where the API can be reached, for the log: a path or `host:port`. */
  readonly addresses: readonly string[];
  /** Removes the socket files; the servers are closed by who serves on them. */
  removeFiles(): void;
}

export interface SocketOptions {
  readonly log: Log;
  readonly service: ServiceEnvironment;
  /** What is spoken on TCP addresses; undefined: plain HTTP. */
  readonly tls?: ServerTls;
  /** Waits; another one only in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
}

type SocketConfig = Pick<DaemonConfig, "hosts" | "group" | "groupGiven" | "dockerSocket" | "tls">;

const firstInherited = 3;

/**
 * Opens what `--host` and `--docker-socket` ask for. Unix sockets are for root and the group only (0660).
 * @throws Error in Docker's words
 */
export async function openListeners(config: SocketConfig, options: SocketOptions): Promise<Listeners> {
  const servers: Listener[] = [];
  const addresses: string[] = [];
  const made: string[] = [];
  try {
    for (const host of addressesOf(config)) {
      if (host.proto === "tcp") await warnOfOpenTcp(host, config.tls, options);
      for (const endpoint of endpointsOf(host, config, options)) {
        servers.push(await openListener(endpoint));
        addresses.push(addressText(endpoint));
        if (endpoint.kind === "unix") made.push(endpoint.path);
      }
    }
  } catch (error) {
    for (const { server } of servers) server.close();
    throw new Error(`failed to load listeners: ${messageOf(error)}`, { cause: error });
  }
  const removeFiles = (): void => {
    for (const path of made) rmSync(path, { force: true });
  };
  return { servers, addresses, removeFiles };
}

function addressesOf({ hosts, dockerSocket }: SocketConfig): ListenAddress[] {
  const isThere = hosts.some((host) => host.proto === "unix" && host.path === dockerSocket);
  return dockerSocket === "" || isThere ? [...hosts] : [...hosts, { proto: "unix", path: dockerSocket }];
}

function addressText(endpoint: Endpoint): string {
  if (endpoint.kind === "unix") return endpoint.path;
  return endpoint.kind === "tcp" ? `${endpoint.host}:${endpoint.port}` : `fd://${endpoint.fd}`;
}

function endpointsOf(host: ListenAddress, config: SocketConfig, options: SocketOptions): Endpoint[] {
  const tls = options.tls === undefined ? {} : { tls: options.tls };
  switch (host.proto) {
    case "unix":
      return [{ kind: "unix", path: host.path, mode: 0o660, gid: socketGroup(host.path, config, options.log) }];
    case "tcp":
      if (host.port > 65535) throw new Error(`listen tcp: address ${host.port}: invalid port`);
      return [{ kind: "tcp", host: host.host, port: host.port, ...tls }];
    default:
      return inherited(host.name, options.service).map((fd) => {
        setCloexec(fd);
        return { kind: "fd", fd, ...(isTcpSocket(fd) ? tls : {}) };
      });
  }
}

/** The default group need not be there; one that was asked for must. */
function socketGroup(path: string, { group, groupGiven }: SocketConfig, log: Log): number {
  if (group === "") return 0;
  const id = groupId(group);
  if (id !== undefined) return id;
  if (groupGiven) throw new Error(`group ${group} not found`);
  log.warn(`could not change group ${path} to ${group}: group ${group} not found`);
  return 0;
}

/**
 * The descriptors that a service manager has handed over: all of them, or the one whose number `name` is.
 * @see sd_listen_fds(3)
 */
export function inherited(name: string, { listenFds }: ServiceEnvironment): number[] {
  if (listenFds === 0)
    throw new Error("no sockets found via socket activation: make sure the service was started by systemd");
  if (name === "" || name === "*") return Array.from({ length: listenFds }, (_, index) => firstInherited + index);
  if (!/^\d+$/.test(name)) throw new Error(`failed to parse systemd fd address: should be a number: ${name}`);
  const fd = Number(name);
  if (fd < firstInherited || fd >= firstInherited + listenFds)
    throw new Error("too few socket activated files passed in by systemd");
  return [fd];
}
