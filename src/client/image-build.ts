import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { TransportResponse } from "./transport.ts";

export interface ImageBuildOptions {
  /** The parameters of `POST /build`. */
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** A tar archive, perhaps compressed; undefined: the engine fetches the context. */
  readonly context: AsyncIterable<Uint8Array> | undefined;
  /** Base64 of accounts by registry. */
  readonly registryConfig: string;
}

/** The build of Docker's older clients; the answer's body is a stream of progress messages. */
export function imageBuild(op: Op, client: Client, options: ImageBuildOptions): Promise<TransportResponse> {
  const { query, context, registryConfig } = options;
  const type = context === undefined ? {} : { "Content-Type": "application/x-tar" };
  return client.call(op, "POST", "/build", {
    query,
    ...(context === undefined ? {} : { body: context }),
    headers: { ...type, "X-Registry-Config": registryConfig },
  });
}
