import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";
import type { NodeSpec, SwarmNode } from "./swarm-types.ts";

/** Gives a node, as it was read, another spec. */
export async function nodeUpdate(op: Op, client: Client, node: SwarmNode, spec: NodeSpec): Promise<void> {
  const query = { version: node.Version.Index };
  await client.done(op, "POST", `/nodes/${segment(node.ID, "node")}/update`, { query, json: spec });
}
