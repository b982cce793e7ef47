import type { Duplex } from "node:stream";
import type { Op } from "#base/op.ts";
import type { SessionBuildMessage, SessionBuildRequest } from "#core/build/session-build.ts";

/** BuildKit's gRPC, which takes whole connections over and knows the engine by itself. */
export interface BuildkitBackend {
  /** Loads it; at once where it has been loaded. */
  open(): Promise<BuildkitConnections>;
}

export interface BuildkitConnections {
  /** Serves a connection whose next byte is the first of HTTP/2's preface. */
  serve(connection: Duplex): void;

  /**
   * Reads the headers of a client that offers a session. @returns what takes the connection, on which the client serves
   * @throws invalid-argument · conflict
   */
  session(header: (name: string) => string | undefined): (connection: Duplex) => void;

  /** `POST /build?version=2`: each message is a line of the answer. */
  build(op: Op, request: SessionBuildRequest, tell: (message: SessionBuildMessage) => void): Promise<void>;

  /** Offers the context that a build of `build` waits for; resolves when it has been read. */
  upload(op: Op, id: string, archive: AsyncIterable<Uint8Array>): Promise<void>;
}
