import type { FileAction } from "../file-operation.ts";
import { type Input, type Operation, scratch, type Vertex } from "../graph.ts";
import type { RunMount } from "../run-operation.ts";

/**
 * The graph with some of its vertices replaced. What a stage reads of its context is known only once all stages have been read:
 * until then a vertex stands for it.
 */
export function substituteVertices(top: Input, replacements: ReadonlyMap<Vertex, Input>): Input {
  const done = new Map<Vertex, Input>(replacements);
  const replaced = (input: Input): Input => {
    if (input === scratch) return input;
    const known = done.get(input);
    if (known !== undefined) return known;
    const operation = withInputs(input.operation, replaced);
    const vertex = operation === input.operation ? input : { operation, meta: input.meta };
    done.set(input, vertex);
    return vertex;
  };
  return replaced(top);
}

type Replace = (input: Input) => Input;

function withInputs(operation: Operation, replaced: Replace): Operation {
  switch (operation.kind) {
    case "run": {
      const root = replaced(operation.root);
      const mounts = operation.mounts.map((mount) => mountWith(mount, replaced));
      return { ...operation, root, mounts };
    }
    case "file": {
      const root = replaced(operation.root);
      return { ...operation, root, actions: operation.actions.map((action) => actionWith(action, replaced)) };
    }
    case "merge": {
      const { otherwise } = operation;
      const inputs = operation.inputs.map(replaced);
      return { ...operation, inputs, ...(otherwise === undefined ? {} : { otherwise: replaced(otherwise) as Vertex }) };
    }
    default:
      return operation;
  }
}

function mountWith(mount: RunMount, replaced: Replace): RunMount {
  return "from" in mount ? { ...mount, from: replaced(mount.from) } : mount;
}

function actionWith(action: FileAction, replaced: Replace): FileAction {
  const owned =
    action.owner?.lookIn === undefined
      ? action
      : { ...action, owner: { ...action.owner, lookIn: replaced(action.owner.lookIn) } };
  return owned.action === "copy" ? { ...owned, from: replaced(owned.from) } : owned;
}
