import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface NetworkDisconnectOptions {
  readonly container: string;
  /** Also where the container is not known any more. */
  readonly force?: boolean;
}

export async function networkDisconnect(
  op: Op,
  client: Client,
  ref: string,
  { container, force = false }: NetworkDisconnectOptions,
): Promise<void> {
  const json = { Container: container, Force: force };
  await client.done(op, "POST", `/networks/${segment(ref, "network")}/disconnect`, { json });
}
