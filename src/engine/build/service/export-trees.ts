import type { ExportTrees } from "#core/build/exporter.ts";
import type { SolverDependencies } from "../solver/dependencies.ts";
import { openLayers, openWritable } from "../solver/tree-access.ts";

/** What takes the disk longer than a sync more costs. */
const largeBytes = 8 * 1024 * 1024;

/** The trees of results, as exporters read them. */
export function exportTrees(deps: Pick<SolverDependencies, "cache" | "steps" | "mounts">): ExportTrees {
  const { cache, steps } = deps;
  return {
    open: (op, tree) => openLayers(op, deps, tree.layers),
    openWritable: (op, tree) => openWritable(op, deps, tree.layers),
    layerFolders: (tree) => steps.foldersOf(tree.layers),
    packed: (id) => cache.get(id)?.record.packed ?? [],
    async rememberPacked(op, id, packed) {
      cache.remember(id, packed);
      await cache.flush(op);
    },
    adopt: (layers) => steps.adopt(layers),
    sync: (op) => steps.sync(op),
    async writeOut(op, id) {
      if (steps.sizeOf(id) >= largeBytes) await steps.sync(op);
    },
  };
}
