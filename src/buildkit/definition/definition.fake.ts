import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { digestOf } from "#base/digest-of.ts";
import { type Definition, DefinitionSchema, OpSchema } from "../gen/ops.gen.ts";

type Operation = NonNullable<MessageInitShape<typeof OpSchema>["op"]>;

/** A graph as clients of BuildKit put it together: each operation reads those before it, by their numbers; the last is its result. */
export function definitionOf(
  ...operations: ReadonlyArray<{ readonly op: Operation; readonly reads?: readonly number[]; readonly name?: string }>
): Definition {
  const def: Uint8Array[] = [];
  const digests: string[] = [];
  const metadata: Record<string, { description: Record<string, string> }> = {};
  const add = (op: Operation, reads: readonly number[]): string => {
    const inputs = reads.map((number) => ({ digest: digests[number] ?? "", index: 0n }));
    const bytes = toBinary(OpSchema, create(OpSchema, { op, inputs }));
    def.push(bytes);
    return digestOf(bytes);
  };
  for (const { op, reads = [], name } of operations) {
    const digest = add(op, reads);
    digests.push(digest);
    metadata[digest] = { description: name === undefined ? {} : { "llb.customname": name } };
  }
  add({ case: undefined }, [digests.length - 1]);
  return create(DefinitionSchema, { def, metadata });
}

/** A source. */
export function sourceOf(identifier: string, attrs: Record<string, string> = {}): Operation {
  return { case: "source", value: { identifier, attrs } };
}

/** A copy into the empty tree. */
export function copyOf(copy: { readonly src: string; readonly dest: string; readonly mode?: number }): Operation {
  const value = { mode: -1, timestamp: -1n, dirCopyContents: true, ...copy };
  const action = { input: -1n, secondaryInput: 0n, output: 0n, action: { case: "copy", value } } as const;
  return { case: "file", value: { actions: [action] } };
}
