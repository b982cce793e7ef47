import type { FileAction } from "./file-operation.ts";
import type { Input, Operation, Vertex } from "./graph.ts";
import { scratch } from "./graph.ts";
import type { RunMount } from "./run-operation.ts";
import type { TreeSelection } from "./runners.ts";
import { selectionOf } from "./selection.ts";

/** A tree that a step reads, and how. */
export interface StepInput {
  readonly input: Input;
  /** `below`: the step lies on it, or it is part of its tree. Else what it reads of it, and only that, can change its result. */
  readonly reads: "below" | TreeSelection;
}

/** The inputs of a step in an order that is part of its key. */
export function inputsOf(operation: Operation): readonly StepInput[] {
  switch (operation.kind) {
    case "run":
      return [below(operation.root), ...operation.mounts.flatMap(mountInputs)];
    case "file":
      return [below(operation.root), ...operation.actions.flatMap(actionInputs)];
    case "merge":
      return operation.inputs.map(below);
    default:
      return [];
  }
}

/** Each vertex among the inputs once. */
export function verticesBelow(operation: Operation): ReadonlySet<Vertex> {
  return new Set(inputsOf(operation).flatMap(({ input }) => (input === scratch ? [] : [input])));
}

function below(input: Input): StepInput {
  return { input, reads: "below" };
}

function mountInputs(mount: RunMount): StepInput[] {
  if (mount.type !== "bind" && mount.type !== "cache") return [];
  return [{ input: mount.from, reads: wholly(mount.source) }];
}

function actionInputs(action: FileAction): StepInput[] {
  const lookIn = action.owner?.lookIn;
  const names: StepInput[] = lookIn === undefined ? [] : [{ input: lookIn, reads: userNames }];
  return action.action === "copy" ? [{ input: action.from, reads: selectionOf(action) }, ...names] : names;
}

function wholly(path: string): TreeSelection {
  return { paths: [path], wildcards: false, followSymlinks: true, excludePatterns: [], includePatterns: [] };
}

/** As patterns, since none of them need be there. */
const userNames: TreeSelection = { ...wholly("/etc/passwd"), paths: ["/etc/passwd", "/etc/group"], wildcards: true };
