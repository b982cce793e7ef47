import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { nodeUpdate } from "#client/node-update.ts";
import type { NodeSpec, SwarmNode } from "#client/swarm-types.ts";
import { nodeOf } from "./names.ts";

export interface NodeChange {
  readonly refs: readonly string[];
  /** The spec that a node gets; undefined leaves it as it is. @throws Error to stop there */
  change(node: SwarmNode): NodeSpec | undefined;
  changed(ref: string): void;
}

/** Changes nodes one after the other, up to one that cannot be. */
export async function changeNodes(op: Op, client: Client, { refs, change, changed }: NodeChange): Promise<void> {
  for (const ref of refs) {
    const node = await nodeOf(op, client, ref);
    const spec = change(node);
    if (spec === undefined) continue;
    await nodeUpdate(op, client, node, spec);
    changed(ref);
  }
}
