import { fromBinary } from "@bufbuild/protobuf";
import { digestOf } from "#base/digest-of.ts";
import { EngineError, notSupported } from "#base/errors.ts";
import type { Input, Vertex, VertexMeta } from "#core/build/graph.ts";
import { type Definition, type Op, OpSchema } from "../gen/ops.gen.ts";
import { fileTree } from "./file-tree.ts";
import { resultScheme } from "./result-definition.ts";
import { sourceOperation } from "./source-operation.ts";

/** Of one definition: what buildx sends has three at most. */
const maxOperations = 1000;

/** What the operations of a definition give, by their digests and the numbers of their outputs. */
type Outputs = ReadonlyMap<string, (output: number) => Input>;

/**
 * The tree of a graph that a client has put together (LLB): sources, copies between them and merges of them, which is what
 * buildx needs to read definitions of bake and Dockerfiles from elsewhere. An empty definition is the empty tree.
 * @throws invalid-argument · not-implemented for what else a graph can have, by name
 */
export function definedTree({ def, metadata }: Definition): Input {
  if (def.length > maxOperations) throw invalid(`more than ${maxOperations} operations`);
  const outputs = new Map<string, (output: number) => Input>();
  let last: Input = "scratch";
  for (const bytes of def) {
    const digest = digestOf(bytes);
    const op = readOp(bytes);
    const inputs = op.inputs.map((input) => outputOf(outputs, input));
    if (op.op.case === undefined) last = inputs[0] ?? "scratch";
    else outputs.set(digest, outputsOf(op, inputs, metaOf(metadata[digest])));
  }
  return last;
}

function readOp(bytes: Uint8Array): Op {
  try {
    return fromBinary(OpSchema, bytes);
  } catch (error) {
    throw new EngineError("invalid-argument", "failed to parse llb proto op", { cause: error });
  }
}

/** An operation stands after those that it reads. */
function outputOf(outputs: Outputs, { digest, index }: Op["inputs"][number]): Input {
  const known = outputs.get(digest);
  if (known === undefined) throw invalid(`invalid missing input digest ${digest}`);
  return known(Number(index));
}

function outputsOf({ op }: Op, inputs: readonly Input[], meta: Partial<VertexMeta>): (output: number) => Input {
  switch (op.case) {
    case "source":
      // Results of ours without a name are the empty tree.
      if (op.value.identifier === resultScheme) return () => "scratch";
      return only({ operation: sourceOperation(op.value), meta: { name: op.value.identifier, ...meta } });
    case "file":
      return (output) => fileTree(op.value, inputs, { output, meta });
    case "merge": {
      const operation = { kind: "merge", inputs: op.value.inputs.map(({ input }) => inputAt(inputs, input)) } as const;
      return only({ operation, meta: { name: "merge", ...meta } });
    }
    default:
      throw notSupported(`LLB definitions of clients (operation ${op.case})`);
  }
}

function only(vertex: Vertex): (output: number) => Input {
  return (output) => {
    if (output !== 0) throw invalid(`invalid output ${output}`);
    return vertex;
  };
}

function inputAt(inputs: readonly Input[], number: bigint): Input {
  const input = inputs[Number(number)];
  if (input === undefined) throw invalid(`invalid input ${number}`);
  return input;
}

function metaOf(sent: Definition["metadata"][string] | undefined): Partial<VertexMeta> {
  const name = sent?.description["llb.customname"];
  return { ...(name === undefined ? {} : { name }), ...(sent?.ignoreCache === true ? { ignoreCache: true } : {}) };
}

function invalid(what: string): EngineError {
  return new EngineError("invalid-argument", `invalid LLB definition: ${what}`);
}
