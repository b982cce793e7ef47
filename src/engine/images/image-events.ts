import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord } from "./records.ts";

type ImageAction = "load" | "import" | "save" | "tag" | "untag" | "delete" | "pull" | "push";

/** For Docker the image is gone by then: no labels. */
const withoutLabels: ReadonlySet<ImageAction> = new Set(["untag", "delete"]);

/** `actorId`: the image's own id where none is given. */
export function emitImageEvent(
  context: ImageContext,
  action: ImageAction,
  about: { readonly record: ImageRecord; readonly name: string; readonly actorId?: string },
): void {
  const best = withoutLabels.has(action) ? undefined : bestManifest(about.record, context.platform);
  const labels = best?.image.imageConfig.config?.Labels ?? {};
  context.events.emit({
    type: "image",
    action,
    actorId: about.actorId ?? about.record.target.digest,
    attributes: { ...labels, name: about.name },
  });
}
