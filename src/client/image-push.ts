import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { imagePath } from "./path.ts";
import type { TransportResponse } from "./transport.ts";

export interface ImagePushOptions {
  /** Undefined: all tags of the repository. */
  readonly tag?: string;
  /** JSON of an OCI platform; empty: the image as it is. */
  readonly platform?: string;
  /** Value of X-Registry-Auth. */
  readonly registryAuth: string;
}

/** Asks the engine to push a repository (normalised, without tag); the answer's body is a stream of progress messages. */
export function imagePush(
  op: Op,
  client: Client,
  repository: string,
  options: ImagePushOptions,
): Promise<TransportResponse> {
  const query = { tag: options.tag, platform: options.platform || undefined };
  const headers = { "X-Registry-Auth": options.registryAuth };
  return client.call(op, "POST", `/images/${imagePath(repository)}/push`, { query, headers, json: {} });
}
