import { chmodSync, chownSync, lstatSync, unlinkSync } from "node:fs";
import net from "node:net";
import { EngineError } from "#base/errors.ts";

/** Where the server listens: what a `-H` flag says. */
export type Endpoint =
  | { readonly kind: "unix"; readonly path: string; readonly mode: number; readonly gid: number }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls?: ServerTls }
  /** A listening socket that was inherited, as by socket activation. */
  | { readonly kind: "fd"; readonly fd: number; readonly tls?: ServerTls };

/** What a server speaks TLS with: PEM texts. */
export interface ServerTls {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
  /** Who signs the certificates of clients; undefined: clients need none. */
  readonly clientCa?: Uint8Array;
}

/** An open listener. */
export interface Listener {
  readonly server: net.Server;
  /** Gives each connection on which HTTP is spoken to `accept`; those that have come already, and waited, at once. */
  serve(accept: (socket: net.Socket) => void): void;
}

/**
 * Opens a listener, whose clients wait until `createServer` serves them. A socket file that nobody listens on is replaced.
 * @throws unavailable when the address is taken, or cannot be bound
 */
export async function openListener(endpoint: Endpoint): Promise<Listener> {
  if (endpoint.kind === "unix") await removeStale(endpoint.path);
  const tls = endpoint.kind === "unix" ? undefined : endpoint.tls;
  const server =
    tls === undefined ? net.createServer({ allowHalfOpen: true, noDelay: true }) : await createTlsServer(tls);
  const serve = keepConnections(server, tls === undefined ? "connection" : "secureConnection");
  await listen(server, endpoint);
  if (endpoint.kind === "unix") {
    chownSync(endpoint.path, 0, endpoint.gid);
    chmodSync(endpoint.path, endpoint.mode);
  }
  return { server, serve };
}

/** Keeps what connects until somebody serves it. */
function keepConnections(server: net.Server, event: "connection" | "secureConnection"): Listener["serve"] {
  const waiting = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    waiting.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => waiting.delete(socket));
  };
  server.on(event, keep);
  return (accept) => {
    server.off(event, keep);
    server.on(event, accept);
    for (const socket of waiting) accept(socket);
    waiting.clear();
  };
}

/** TLS is loaded only where it is spoken. A client without a certificate of the authority does not get as far as HTTP. */
async function createTlsServer({ cert, key, clientCa }: ServerTls): Promise<net.Server> {
  const { createServer } = await import("node:tls");
  const clients =
    clientCa === undefined
      ? { requestCert: false }
      : { requestCert: true, rejectUnauthorized: true, ca: Buffer.from(clientCa) };
  return createServer({
    cert: Buffer.from(cert),
    key: Buffer.from(key),
    ...clients,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    allowHalfOpen: true,
    noDelay: true,
  });
}

function listen(server: net.Server, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(
        new EngineError("unavailable", `cannot listen on ${nameOf(endpoint)}: ${error.message}`, { cause: error }),
      );
    server.once("error", failed);
    server.once("listening", () => {
      server.off("error", failed);
      resolve();
    });
    if (endpoint.kind === "unix") server.listen({ path: endpoint.path });
    else if (endpoint.kind === "tcp") server.listen({ host: endpoint.host, port: endpoint.port });
    else server.listen({ fd: endpoint.fd });
  });
}

/** `unix:///run/gantry.sock` and the like, for messages. */
export function nameOf(endpoint: Endpoint): string {
  if (endpoint.kind === "unix") return `unix://${endpoint.path}`;
  return endpoint.kind === "tcp" ? `tcp://${endpoint.host}:${endpoint.port}` : `fd://${endpoint.fd}`;
}

/** @throws unavailable when something answers there, or the path is no socket */
async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new EngineError("unavailable", `cannot listen on unix://${path}: not a socket`);
  if (await answers(path))
    throw new EngineError("unavailable", `cannot listen on unix://${path}: address already in use`);
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect({ path });
    const end = (result: boolean): void => {
      probe.destroy();
      resolve(result);
    };
    probe.once("connect", () => end(true)).once("error", () => end(false));
  });
}
