import { EngineError, notSupported } from "#base/errors.ts";
import type { CopyAction } from "#core/build/file-operation.ts";
import type { Input, VertexMeta } from "#core/build/graph.ts";
import type { FileAction, FileActionCopy, FileOp } from "../gen/ops.gen.ts";

interface Wanted {
  /** Which of the operation's outputs. */
  readonly output: number;
  readonly meta: Partial<VertexMeta>;
}

/** The tree that copies of a client's graph make. @throws invalid-argument · not-implemented for other actions */
export function fileTree({ actions }: FileOp, inputs: readonly Input[], { output, meta }: Wanted): Input {
  // What an action reads is an input of the operation, or what an action before it has made.
  const trees: Input[] = [...inputs];
  const treeAt = (number: bigint): Input => {
    if (number < 0n) return "scratch";
    const tree = trees[Number(number)];
    if (tree === undefined) throw new EngineError("invalid-argument", `invalid LLB definition: no input ${number}`);
    return tree;
  };
  for (const sent of actions) {
    const copy = copyAction(sent, treeAt(sent.secondaryInput));
    const operation = { kind: "file", root: treeAt(sent.input), actions: [copy] } as const;
    trees.push({ operation, meta: { name: `copy ${copy.source} ${copy.destination}`, ...meta } });
  }
  const made = actions.findIndex((action) => action.output === BigInt(output));
  return treeAt(BigInt(inputs.length + (made < 0 ? actions.length : made)));
}

function copyAction({ action }: FileAction, from: Input): CopyAction {
  if (action.case !== "copy") throw notSupported(`LLB definitions of clients (file action ${action.case})`);
  const copy = action.value;
  refuseFacts(copy);
  return {
    action: "copy",
    from,
    source: copy.src,
    destination: copy.dest,
    wildcards: copy.allowWildcard,
    allowEmptyWildcard: copy.allowEmptyWildcard,
    followSymlinks: copy.followSymlink,
    contentsOnly: copy.dirCopyContents,
    unpack: copy.attemptUnpackDockerCompatibility,
    createDestination: copy.createDestPath,
    excludePatterns: copy.excludePatterns,
    includePatterns: copy.includePatterns,
    requiredPaths: [],
    alwaysReplace: copy.alwaysReplaceExistingDestPaths,
  };
}

/** What is copied keeps its facts: buildx asks for nothing else. */
function refuseFacts({ owner, mode, modeStr, timestamp }: FileActionCopy): void {
  const refuse = (what: string): never => {
    throw notSupported(`LLB definitions of clients (${what} of a copy)`);
  };
  if (owner !== undefined) refuse("the owner");
  if (mode >= 0 || modeStr !== "") refuse("the mode");
  if (timestamp >= 0n) refuse("the time");
}
