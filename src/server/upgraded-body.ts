import type { Duplex } from "node:stream";
import { WrappedDuplex } from "#base/wrapped-duplex.ts";

const lastChunk = Buffer.from("0\r\n\r\n");

/**
 * The connection of an upgraded request whose body came in chunks: what ends an empty body is not the new protocol's. Clients on
 * Node send it together with the head, or not at all.
 */
export class UpgradedBody extends WrappedDuplex {
  /** Bytes that may be the last chunk; undefined once that is said. */
  #begun: Buffer | undefined = Buffer.alloc(0);

  static of(connection: Duplex, headers: { readonly "transfer-encoding"?: string | undefined }): Duplex {
    return headers["transfer-encoding"]?.toLowerCase() === "chunked" ? new UpgradedBody(connection) : connection;
  }

  protected override passed(chunk: Uint8Array): Uint8Array {
    if (this.#begun === undefined) return chunk;
    const all = Buffer.concat([this.#begun, chunk]);
    const isEnd = lastChunk.subarray(0, all.length).equals(all.subarray(0, lastChunk.length));
    if (isEnd && all.length < lastChunk.length) {
      this.#begun = all;
      return Buffer.alloc(0);
    }
    this.#begun = undefined;
    return isEnd ? all.subarray(lastChunk.length) : all;
  }
}
