import type { Duplex } from "node:stream";
import { WrappedDuplex } from "#base/wrapped-duplex.ts";

/**
 * `connection` as HTTP/2 can be spoken on it. Bun speaks it past a TLS socket's own encryption, so that such a one is given to it
 * as a stream that is no socket.
 */
export function http2Carrier(connection: Duplex): Duplex {
  return (connection as { encrypted?: boolean }).encrypted === true ? new WrappedDuplex(connection) : connection;
}
