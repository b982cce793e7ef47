import type { Op } from "#base/op.ts";

/** One HTTP request to an engine. Paths and header values are sent as they are given. */
export interface TransportRequest {
  readonly method: string;
  /** Path and query, beginning with `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of known length go with Content-Length, others chunked. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** An answer whose body has not been read yet. */
export interface TransportResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Read it to its end, or `return()` its iterator, to give the connection back. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Raw bytes both ways, each way ended on its own. */
export interface RawStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes are handed on. @throws when the other side is gone. */
  write(chunk: Uint8Array): Promise<void>;
  /** Says that nothing more will be written; reading goes on. */
  closeWrite(): void;
  /** Ends both ways at once. */
  close(): void;
}

/** A connection that stopped being HTTP. */
export interface HijackedStream extends RawStream, TransportResponse {
  readonly body: AsyncIterable<Uint8Array>;
}

/** How requests reach an engine. Connections are kept for the next request where that is possible. */
export interface Transport {
  /** @throws ConnectError when there is nobody to talk to. */
  request(op: Op, request: TransportRequest): Promise<TransportResponse>;
  /**
   * Sends the request with `Upgrade: tcp`, unless its headers name another protocol. With any other status than 101 or 200 the answer's body is an ordinary one,
   * and writing is not possible.
   */
  hijack(op: Op, request: TransportRequest): Promise<HijackedStream>;
  /** A connection on which nothing has been said yet; not every transport can lend one. @throws ConnectError */
  open?(op: Op): Promise<RawStream>;
  /** Drops idle connections. */
  close(): void;
}

/** Nobody answered at the address. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  /** The system's error name, such as `ENOENT`. */
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.code = code;
  }
}

/** Somebody answered, but the two do not trust each other. */
export class TrustError extends Error {
  override readonly name = "TrustError";
}

/** The command that leads to an engine on another machine failed. */
export class RemoteCommandError extends Error {
  override readonly name = "RemoteCommandError";
}
