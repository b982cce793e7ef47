import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { EngineError } from "#base/errors.ts";
import { bodyHead, bodyTooLarge, maxHijackBodyBytes } from "./body.ts";

/** A body read past node:http, and what of the connection came after it. */
export interface RawBody {
  readonly body: Uint8Array;
  readonly rest: Uint8Array;
}

/**
 * Reads the body of a request that asks for an upgrade: it lies at the start of `head` and goes on in the socket.
 * `done` is called in the tick in which the last byte arrived: the connection can be handed over there without losing any.
 */
export function readRawBody(
  request: IncomingMessage,
  connection: { readonly socket: Duplex; readonly head: Uint8Array },
  done: (result: RawBody | EngineError) => void,
): void {
  const { length } = bodyHead(request.headers);
  if (length > maxHijackBodyBytes) {
    done(bodyTooLarge());
    return;
  }
  const split = length < 0 ? splitChunked : (bytes: Uint8Array) => splitAt(bytes, length);
  let bytes = connection.head;
  const first = attempt(split, bytes);
  if (first !== undefined) {
    done(first);
    return;
  }
  const { socket } = connection;
  const onData = (chunk: Uint8Array): void => {
    bytes = Buffer.concat([bytes, chunk]);
    const result = attempt(split, bytes);
    if (result !== undefined) finish(result);
  };
  const onEnd = (): void => finish(new EngineError("invalid-argument", "unexpected EOF"));
  const finish = (result: RawBody | EngineError): void => {
    socket.off("data", onData).off("end", onEnd).off("close", onEnd);
    done(result);
  };
  socket.on("data", onData).on("end", onEnd).on("close", onEnd);
  socket.resume();
}

function attempt(
  split: (bytes: Uint8Array) => RawBody | EngineError | undefined,
  bytes: Uint8Array,
): RawBody | EngineError | undefined {
  const result = split(bytes);
  return result === undefined && bytes.length > maxHijackBodyBytes ? bodyTooLarge() : result;
}

function splitAt(bytes: Uint8Array, length: number): RawBody | undefined {
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), rest: bytes.subarray(length) };
}

/** RFC 9112 section 7.1. Trailers are passed over. Undefined: not all is there yet. */
function splitChunked(bytes: Uint8Array): RawBody | EngineError | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const end = text.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const size = /^([0-9a-fA-F]{1,8})\s*(?:;|$)/.exec(text.toString("latin1", at, end))?.[1];
    if (size === undefined) return new EngineError("invalid-argument", "malformed chunked encoding");
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      const last = text.indexOf("\r\n\r\n", at);
      return last < 0 ? undefined : { body: Buffer.concat(chunks), rest: bytes.subarray(last + 4) };
    }
    at = end + 2 + length + 2;
    if (text.length < at) return undefined;
    chunks.push(bytes.subarray(end + 2, at - 2));
  }
}
