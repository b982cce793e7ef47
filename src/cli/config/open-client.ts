import type { DialSocket } from "#base/byte-socket.ts";
import { Client } from "#client/client.ts";
import { type EngineAddress, parseHost } from "#client/connection.ts";
import { leanTransport } from "#client/lean-transport.ts";
import type { SshAddress } from "#client/ssh-command.ts";
import type { SshLink } from "#client/ssh-link.ts";
import type { ClientTls } from "#client/tls.ts";
import type { Transport } from "#client/transport.ts";
import type { ApiVersion } from "#client/version.ts";
import { defaultHostFor } from "./default-host.ts";

export interface OpenClientOptions {
  /** As `-H` takes it. */
  readonly host: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What to speak TLS with; undefined: without. */
  readonly tls?: ClientTls;
  /** How sockets are connected; by node:net. */
  readonly dial?: DialSocket;
}

/** Loaded when it is needed: node:net costs milliseconds. */
const dialLate: DialSocket = async (target, listener) => {
  const { dialNet } = await import("#client/net-socket.ts");
  return dialNet(target, listener);
};

/** The same for TLS, which takes no other sockets than node's. */
function dialTls(tls: ClientTls): DialSocket {
  return async (target, listener) => {
    const { tlsDialer } = await import("#client/tls-socket.ts");
    return tlsDialer(tls)(target, listener);
  };
}

/** One connection of ssh for all that the transport asks. */
function sshTransport(address: SshAddress): Transport {
  let link: SshLink | undefined;
  const dial: DialSocket = async (_target, listener) => {
    const loaded = await import("#client/ssh-link.ts");
    link ??= new loaded.SshLink(address);
    return link.dial(listener);
  };
  const options = { target: { path: "" }, hostHeader: "docker.example.com" };
  return leanTransport(dial, { ...options, closed: () => link?.close() });
}

/** A client for the address; nothing is dialled yet. @throws Error in Docker's words for an address that cannot be. */
export function openClient(options: OpenClientOptions): Client {
  const address = parseHost(options.host || (options.tls === undefined ? defaultHostFor() : ""), {
    tls: options.tls !== undefined,
  });
  const version = (options.env["DOCKER_API_VERSION"] ?? "").replace(/^v/, "");
  return new Client(transportTo(address, options), {
    host: address.host,
    urlBase: urlBase(address, options.tls !== undefined),
    ...(version === "" ? {} : { version: version as ApiVersion }),
    ...(options.headers === undefined ? {} : { headers: options.headers }),
  });
}

/** As messages of Docker's client have it. */
function urlBase(address: EngineAddress, tls: boolean): string {
  if (address.kind === "tcp") return `${tls ? "https" : "http"}://${address.host.slice("tcp://".length)}`;
  if (address.kind === "unix" || address.kind === "npipe") return `http://${encodeURIComponent(address.path)}`;
  return "http://docker.example.com";
}

function transportTo(address: EngineAddress, { tls, dial: plainDial = dialLate }: OpenClientOptions): Transport {
  const dial = tls === undefined || address.kind === "unix" ? plainDial : dialTls(tls);
  switch (address.kind) {
    case "unix":
      return leanTransport(dial, { target: { path: address.path }, hostHeader: "api.moby.localhost" });
    case "tcp": {
      const { hostname: host, port } = address;
      return leanTransport(dial, { target: { host, port }, hostHeader: `${host}:${port}` });
    }
    case "ssh":
      return sshTransport(address);
    case "npipe":
      if (process.platform !== "win32") throw new Error("protocol not available");
      return leanTransport(dialLate, { target: { path: pipePath(address.path) }, hostHeader: "api.moby.localhost" });
    case "fd":
      throw new Error(`unable to parse docker host \`${address.host}\``);
  }
}

/** As the system's own functions take the name of a pipe. */
export const pipePath = (path: string): string => path.replaceAll("/", "\\");
