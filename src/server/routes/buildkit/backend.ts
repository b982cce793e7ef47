import type { Duplex } from "node:stream";

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
}
