import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { TransportResponse } from "./transport.ts";

export interface ImageLoadOptions {
  readonly quiet?: boolean;
  /** JSON of OCI platforms. */
  readonly platforms?: readonly string[];
}

/** Sends an archive of images; the answer's body is a stream of progress messages. */
export function imageLoad(
  op: Op,
  client: Client,
  archive: AsyncIterable<Uint8Array>,
  options: ImageLoadOptions = {},
): Promise<TransportResponse> {
  const query = { quiet: options.quiet ? "1" : "0", platform: options.platforms };
  return client.call(op, "POST", "/images/load", {
    query,
    body: archive,
    headers: { "Content-Type": "application/x-tar" },
  });
}
