import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Op } from "#base/op.ts";
import { definedTree } from "../definition/defined-tree.ts";
import type { SolveRequest, SolveResponseSchema } from "../gen/gateway.gen.ts";
import type { Definition } from "../gen/ops.gen.ts";
import type { Bridge } from "./bridge.ts";
import { treeResponse } from "./solve-response.ts";

/** Builds a graph that the client itself has put together. @throws what `definedTree` throws · BuildError */
export async function solveDefinition(
  op: Op,
  bridge: Bridge,
  definition: Definition,
  request: Pick<SolveRequest, "allowResultReturn" | "allowResultArrayRef">,
): Promise<MessageInitShape<typeof SolveResponseSchema>> {
  return treeResponse(await bridge.solveTree(op, definedTree(definition)), request);
}
