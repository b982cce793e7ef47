import type { EndpointSettings } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface NetworkConnectOptions {
  readonly container: string;
  readonly endpoint?: Partial<EndpointSettings>;
}

export async function networkConnect(
  op: Op,
  client: Client,
  ref: string,
  { container, endpoint }: NetworkConnectOptions,
): Promise<void> {
  const json = { Container: container, ...(endpoint === undefined ? {} : { EndpointConfig: endpoint }) };
  await client.done(op, "POST", `/networks/${segment(ref, "network")}/connect`, { json });
}
