import { BakeError, type SourceFile } from "../errors.ts";
import type { BakeConfig } from "../target.ts";

export interface ComposeSurroundings {
  /** The environment, and what a `.env` file adds to it. */
  readonly environment: ReadonlyMap<string, string>;
  readonly environmentFile?: string | undefined;
}

export function readCompose(_files: readonly SourceFile[], _surroundings: ComposeSurroundings): BakeConfig {
  throw new BakeError("not supported: Compose files");
}
