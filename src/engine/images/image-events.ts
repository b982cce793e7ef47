import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord } from "./records.ts";

/** `load`, `import` and `tag` carry the image's labels; `untag` and `delete` do not: for Docker the image is gone by then. */
export function emitImageEvent(
  context: ImageContext,
  action: "load" | "import" | "tag" | "untag" | "delete",
  about: { readonly record: ImageRecord; readonly name: string },
): void {
  const withLabels = action === "load" || action === "import" || action === "tag";
  const best = withLabels ? bestManifest(about.record, context.platform) : undefined;
  const labels = best?.image.imageConfig.config?.Labels ?? {};
  context.events.emit({
    type: "image",
    action,
    actorId: about.record.target.digest,
    attributes: { ...labels, name: about.name },
  });
}
