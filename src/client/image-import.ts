import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { TransportResponse } from "./transport.ts";

export interface ImageImportOptions {
  /** `-`: the archive is sent; otherwise a URL from which the engine fetches it. */
  readonly source: string;
  /** `REPOSITORY[:TAG]`; empty: no name. */
  readonly reference: string;
  readonly message?: string;
  /** Dockerfile instructions. */
  readonly changes?: readonly string[];
  readonly platform?: string;
  readonly archive?: AsyncIterable<Uint8Array>;
}

/** Makes an image of an archive of files; the answer's body is a stream of progress messages. */
export function imageImport(op: Op, client: Client, options: ImageImportOptions): Promise<TransportResponse> {
  const { source, reference, message, changes, platform, archive } = options;
  const query = {
    fromSrc: source,
    repo: reference || undefined,
    message: message || undefined,
    platform: platform || undefined,
    changes,
  };
  // Docker's client says so of any body that it knows nothing about.
  const sent = archive === undefined ? {} : { body: archive, headers: { "Content-Type": "text/plain" } };
  return client.call(op, "POST", "/images/create", { query, ...sent });
}
