import type { CacheExport } from "#core/build/cache/cache-options.ts";
import type { ExportableImage, ExportableStep } from "#core/build/exporter.ts";
import type { TreeLayer } from "#core/build/tree.ts";

/** The steps that a cache is to have: all, or those whose layers the images have anyway. */
export function chosenSteps(
  images: readonly Pick<ExportableImage, "tree" | "steps">[],
  { mode }: Pick<CacheExport, "mode">,
): ExportableStep[] {
  return images.flatMap(({ tree, steps }) => {
    const inImage = new Set(tree.layers.map(nameOf));
    const isPart = ({ layers }: ExportableStep["tree"]): boolean => layers.every((layer) => inImage.has(nameOf(layer)));
    return steps.filter((step) => step.keys.length > 0 && (mode === "max" || isPart(step.tree)));
  });
}

function nameOf(layer: TreeLayer): string {
  return layer.of === "step" ? layer.id : layer.chainId;
}
