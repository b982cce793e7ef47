import type { ContainerTopResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** The processes of a container, as the engine's `ps` shows them with these arguments; none: `-ef`. */
export function containerTop(
  op: Op,
  client: Client,
  ref: string,
  psArguments: readonly string[] = [],
): Promise<ContainerTopResponse> {
  const query = psArguments.length === 0 ? {} : { ps_args: psArguments.join(" ") };
  return client.json(op, "GET", `/containers/${segment(ref)}/top`, { query });
}
