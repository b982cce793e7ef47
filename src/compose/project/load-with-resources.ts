import { type Op, throwIfEnded } from "#base/op.ts";
import { loadModel, type NamedModel } from "../file/load.ts";
import type { LoadOptions } from "../file/loading.ts";
import { ResourceNeeded } from "../file/resources.ts";
import type { TreeMap } from "../tree/value.ts";

/** Loads a model and all that it refers to, wherever that is. @throws ComposeError */
export async function loadWithResources(op: Op, model: NamedModel, options: LoadOptions): Promise<TreeMap> {
  for (;;) {
    throwIfEnded(op);
    const warnings: string[] = [];
    const attempt = {
      ...options,
      versioned: new Set<string>(),
      warn: (message: string) => void warnings.push(message),
    };
    const told = (): void => warnings.forEach(options.warn);
    try {
      const tree = loadModel(model, attempt);
      told();
      return tree;
    } catch (error) {
      if (!(error instanceof ResourceNeeded)) {
        told();
        throw error;
      }
      await error.loader.fetch(op, error.reference);
    }
  }
}
