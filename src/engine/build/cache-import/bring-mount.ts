import type { Op } from "#base/op.ts";
import type { UseMount } from "#core/build/cache/imports.ts";
import type { MountContent } from "#core/build/cache/mount-content.ts";
import type { FetchBlob } from "../../images/bring-layers.ts";
import type { BuiltImages } from "../../images/built-images.ts";

/** Has the content of a mount as a blob of this machine, which stays until `use` is done. */
export async function bringMount(
  op: Op,
  images: Pick<BuiltImages, "hold" | "content">,
  { content, fetch, use }: { readonly content: MountContent; readonly fetch: FetchBlob; readonly use: UseMount },
): Promise<void> {
  const { digest } = content.descriptor;
  await using held = images.hold(op);
  await held.hold([digest]);
  if (images.content.sizeOf(digest) === undefined) await fetch(op, content.descriptor);
  await use(op, { ...content, blobPath: images.content.pathOf(digest) });
}
