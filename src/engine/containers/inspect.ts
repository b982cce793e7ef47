import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { linkText } from "#core/container/links/link.ts";
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
    ...linksShown(context, entry),
    ...(options.size ? { size: await sizesOf(op, context, entry) } : {}),
  });
}

/** Links by the names of today. */
function linksShown(context: ContainerContext, { record }: ContainerEntry): { readonly links?: readonly string[] } {
  const links = (record.links ?? []).map(({ alias, target, removedName = "" }) => {
    const name = context.table.withId(target)?.record.name ?? removedName;
    return linkText({ target: name, parent: record.name, alias });
  });
  return links.length === 0 ? {} : { links };
}
