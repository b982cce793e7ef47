import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { inspectView } from "#core/container/views/inspect-view.ts";
import { containerFilePaths } from "../container-files/write.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { containerFolder } from "./folders.ts";
import { sizesOf } from "./sizes.ts";

/** `GET /containers/{id}/json`. Only `size` reads the disk. */
export async function inspect(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  options: { readonly size: boolean },
): Promise<ContainerInspectResponse> {
  return inspectView(entry.record, {
    driver: context.snapshots.name,
    execIds: [...entry.runningExecs],
    files: containerFilePaths(containerFolder(context.settings, entry.id)),
    ...(options.size ? { size: await sizesOf(op, context, entry) } : {}),
  });
}
