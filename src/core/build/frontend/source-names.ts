import type { Vertex } from "../graph.ts";
import type { LocalSource } from "../source-operations.ts";

/** Steps that only the builder itself needs are marked so in progress. */
export function internalName(what: string): string {
  return `[internal] ${what}`;
}

export interface LocalRequest {
  readonly context: string;
  readonly sharedKeyHint: string;
  readonly name: string;
  readonly followPaths?: readonly string[];
  readonly excludePatterns?: readonly string[];
}

/** The step that brings files of the client. */
export function localVertex(request: LocalRequest): Vertex {
  const operation: LocalSource = {
    kind: "local",
    name: request.context,
    selection: {
      includePatterns: [],
      excludePatterns: request.excludePatterns ?? [],
      followPaths: request.followPaths ?? [],
    },
    sharedKeyHint: request.sharedKeyHint,
  };
  return { operation, meta: { name: request.name } };
}
