import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { isOlder } from "#api/version.ts";
import { messageOf } from "#base/errors.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { type Descriptors, openDescriptor } from "./descriptors.ts";
import { httpStatus } from "./http-status.ts";
import { commonHeaders, rawHead, type ServerIdentity } from "./identity.ts";
import { relay } from "./relay.ts";

/** A request whose connection becomes a stream of the program's input and output. */
export interface HijackRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes of the connection that came after the request. */
  readonly rest: Uint8Array;
  readonly version: string;
}

/** What the two hijacking routes need to take a connection over. */
export interface HijackTools {
  readonly descriptors: Descriptors;
  readonly identity: ServerIdentity;
}

export interface StreamHead {
  readonly tty: boolean;
  /** Whether the answer carries the common headers, as that of exec start does and that of attach does not. */
  readonly common: boolean;
}

/**
 * Writes the head of the answer and takes the connection from node:http, in this tick: what the client sends from now on
 * is read by whoever gets the descriptor.
 */
export function takeConnection(tools: HijackTools, hijack: HijackRequest, head: StreamHead): Fd {
  return takeSocket(tools.descriptors, hijack.socket, streamHead(tools.identity, hijack, head));
}

/**
 * Writes `head` to a connection and takes it from node:http: a plain socket is given away itself (Bun reads ahead into a
 * socket it still owns, even a paused one), and one without a descriptor, as TLS, is relayed.
 */
export function takeSocket(descriptors: Descriptors, socket: Duplex, head: Uint8Array): Fd {
  const fd = descriptorOf(socket);
  if (fd === undefined) {
    socket.write(head);
    return relay(descriptors, socket);
  }
  const copy = descriptors.dup(fd);
  try {
    descriptors.writeHead(copy, head);
  } catch (error) {
    descriptors.close(copy);
    throw error;
  } finally {
    socket.destroy();
  }
  return copy;
}

/** Docker answers 101 to those who ask for it and 200 to others; the media type is told apart from API 1.42 on. */
function streamHead(identity: ServerIdentity, hijack: HijackRequest, head: StreamHead): Uint8Array {
  const upgrade = hijack.request.headers.upgrade !== undefined;
  const multiplexed = upgrade && !head.tty && !isOlder(hijack.version, "1.42");
  return rawHead(upgrade ? "101 UPGRADED" : "200 OK", {
    "Content-Type": `application/vnd.docker.${multiplexed ? "multiplexed" : "raw"}-stream`,
    ...(upgrade ? { Connection: "Upgrade", Upgrade: "tcp" } : {}),
    ...(head.common ? commonHeaders(identity) : {}),
  });
}

/** The descriptor of a plain socket that our own listener accepted. */
function descriptorOf(socket: Duplex): Fd | undefined {
  if ((socket as { encrypted?: boolean }).encrypted === true) return undefined;
  return openDescriptor(socket);
}

/** Attach answers errors as a stream that says them and ends. */
export function endWithStreamError(socket: Duplex, error: unknown): void {
  const status = httpStatus(error);
  socket.write(
    rawHead(`${status} ${STATUS_CODES[status] ?? ""}`, { "Content-Type": "application/vnd.docker.raw-stream" }),
  );
  socket.end(`${messageOf(error)}\r\n`);
}
