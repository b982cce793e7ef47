import { createHash } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { type Definition, DefinitionSchema, OpSchema } from "../gen/ops.gen.ts";

/** Of sources that name results of open jobs. */
export const resultScheme = "gantry-result://";

/**
 * A result as the graph that clients carry between builds (`target:` contexts of bake): one source, which names the result
 * and means nothing to any other engine, and the step without operation that ends each graph. The empty tree has no name:
 * clients take no empty graph for it.
 */
export function resultDefinition(reference = ""): Definition {
  const source = toBinary(
    OpSchema,
    create(OpSchema, { op: { case: "source", value: { identifier: `${resultScheme}${reference}` } } }),
  );
  const digest = `sha256:${createHash("sha256").update(source).digest("hex")}`;
  const end = toBinary(OpSchema, create(OpSchema, { inputs: [{ digest, index: 0n }] }));
  return create(DefinitionSchema, { def: [source, end], metadata: { [digest]: {} } });
}
