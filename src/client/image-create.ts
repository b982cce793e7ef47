import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { TransportResponse } from "./transport.ts";

export interface ImagePullOptions {
  /** Repository, without tag. */
  readonly image: string;
  /** Tag or digest; undefined: all tags. */
  readonly tag?: string;
  readonly platform?: string;
  /** Value of X-Registry-Auth. */
  readonly registryAuth?: string;
}

/** Asks the engine to pull; the answer's body is a stream of progress messages. */
export function imagePull(op: Op, client: Client, options: ImagePullOptions): Promise<TransportResponse> {
  const query = { fromImage: options.image, tag: options.tag, platform: options.platform || undefined };
  const headers = options.registryAuth === undefined ? {} : { "X-Registry-Auth": options.registryAuth };
  return client.call(op, "POST", "/images/create", { query, headers });
}
