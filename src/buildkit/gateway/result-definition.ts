import { createHash } from "node:crypto";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { notSupported } from "#base/errors.ts";
import type { SolvedReference } from "#core/build/request.ts";
import type { ImageConfig } from "#formats/oci/image.ts";
import { type Definition, DefinitionSchema, OpSchema } from "../gen/ops.gen.ts";

const scheme = "gantry-result://";

/**
 * A result as the graph that clients carry between builds (`target:` contexts of bake): one source, which names the result
 * and means nothing to any other engine, and the step without operation that ends each graph. The empty tree has no name:
 * clients take no empty graph for it.
 */
export function resultDefinition(reference = ""): Definition {
  const source = toBinary(
    OpSchema,
    create(OpSchema, { op: { case: "source", value: { identifier: `${scheme}${reference}` } } }),
  );
  const digest = `sha256:${createHash("sha256").update(source).digest("hex")}`;
  const end = toBinary(OpSchema, create(OpSchema, { inputs: [{ digest, index: 0n }] }));
  return create(DefinitionSchema, { def: [source, end], metadata: { [digest]: {} } });
}

/** The result that a graph of ours names. @throws not-implemented for any other graph */
export function definedResult({ def }: Definition, config: ImageConfig | undefined): SolvedReference {
  const image = config === undefined ? {} : { config };
  if (def.length === 0) return image;
  for (const bytes of def) {
    const { op } = fromBinary(OpSchema, bytes);
    if (op.case === undefined) continue;
    if (op.case === "source" && op.value.identifier.startsWith(scheme) && def.length <= 2)
      return { ...image, ...named(op.value.identifier.slice(scheme.length)) };
    const what = op.case === "source" ? `source ${op.value.identifier}` : `operation ${op.case}`;
    throw notSupported(`LLB definitions of clients (${what})`);
  }
  throw notSupported("LLB definitions of clients");
}

function named(id: string): SolvedReference {
  return id === "" ? {} : { id };
}
