import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageQuery, ResolvedBase } from "./contract.ts";
import type { TaskState } from "./progress.ts";
import type { BuildSession } from "./session.ts";
import type { ImageSource } from "./source-operations.ts";
import type { TreeLayer } from "./tree.ts";

/** Images that builds start from: the engine's own, and those of registries. */
export interface BaseImages {
  /** What a reference stands for. @throws not-found, and what a pull throws */
  resolve(op: Op, query: ImageQuery, context: BaseImageContext): Promise<ResolvedBase>;

  /** What the cache key of an image is made of, where that is known without a registry. From memory. */
  keyOf(source: ImageSource): Digest | undefined;

  /** Whether nothing of it need be pulled. From memory. */
  isHere(source: ImageSource): boolean;

  /** Its layers, unpacked. Whoever asks sees to it that they are kept, from the moment that this resolves. */
  bring(op: Op, source: ImageSource, context: BaseImageContext): Promise<readonly TreeLayer[]>;
}

export interface BaseImageContext {
  readonly session: BuildSession;
  readonly task: (state: Omit<TaskState, "vertex">) => void;
}
