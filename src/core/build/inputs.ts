import type { Input, Operation } from "./graph.ts";

/** The trees that an operation reads, in order. */
export function inputsOf(operation: Operation): readonly Input[] {
  switch (operation.kind) {
    case "run":
      return [operation.root, ...operation.mounts.flatMap((mount) => ("from" in mount ? [mount.from] : []))];
    case "file": {
      const ofActions = operation.actions.flatMap((action) => [
        ...(action.action === "copy" ? [action.from] : []),
        ...(action.owner?.lookIn === undefined ? [] : [action.owner.lookIn]),
      ]);
      return [operation.root, ...ofActions];
    }
    case "merge":
      return operation.inputs;
    default:
      return [];
  }
}
