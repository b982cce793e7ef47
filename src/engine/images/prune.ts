import type { ImageDeleteResponseItem } from "#api/types.gen.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { pruneFilter } from "#core/prune/filters.ts";
import type { Filters } from "#formats/filters.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord } from "./records.ts";
import { removeImage } from "./remove.ts";
import { untilSeconds } from "./until-filter.ts";
import { createdSeconds } from "./views.ts";

const accepted = ["dangling", "label", "label!"];

/** What a prune goes by: those of an engine, or of one as it would be. */
export type PruneGround = Pick<ImageContext, "table" | "users" | "platform">;

/** Removes what a reference stands for, without force. */
export type RemoveOne = (ref: string) => Promise<ImageDeleteResponseItem[]> | ImageDeleteResponseItem[];

/** `pruneImages` in earnest. */
export function pruneForGood(op: Op, context: ImageContext, filters: Filters): Promise<ImageDeleteResponseItem[]> {
  const options = { force: false, noPrune: false };
  return pruneImages(op, context, { filters, remove: (ref) => removeImage(op, context, { ref, options }) });
}

/**
 * Removes the images that no container was made of: those without a name, or with `dangling=false` all of them.
 * What is collected then is the caller's to find out. @throws invalid-argument for filters · system for `until`
 */
export async function pruneImages(
  op: Op,
  context: PruneGround,
  { filters, remove }: { readonly filters: Filters; readonly remove: RemoveOne },
): Promise<ImageDeleteResponseItem[]> {
  const others = new Map([...filters].filter(([name]) => name !== "until"));
  const passes = pruneFilter(others, { accepted, nowMs: Date.now() });
  const before = untilSeconds(filters);
  const danglingOnly = danglingOf(filters);
  const items: ImageDeleteResponseItem[] = [];
  for (const record of [...context.table.images()]) {
    throwIfEnded(op);
    const labels = bestManifest(record, context.platform)?.image.imageConfig.config?.Labels ?? null;
    const created = createdSeconds(record, context);
    if (created >= before || !passes({ createdMs: created * 1000, labels })) continue;
    for (const ref of removable(context, record, danglingOnly)) items.push(...(await removed(remove, ref)));
  }
  return items;
}

/** Whether a prune takes also what broken pulls have left: nobody asks for such by its time or its labels. */
export function sweepsPartials(filters: Filters): boolean {
  return !["label", "label!", "until"].some((name) => filters.has(name));
}

/** Names to take from an image, or its id where it has none; nothing of what a container was made of by that name. */
function removable(context: PruneGround, record: ImageRecord, danglingOnly: boolean): string[] {
  const id = record.target.digest;
  const users = context.users.usersOf(id);
  const names = context.table.namesOf(id);
  if (names.length === 0) return users.length === 0 ? [id] : [];
  if (danglingOnly) return [];
  const used = new Set(users.map(({ reference }) => nameOf(reference)));
  if (used.has(undefined)) return [];
  const free = names.filter((name) => !used.has(name));
  const kept = free.length === names.length && users.length > 0 ? 1 : 0;
  return free.slice(kept).map(familiarOf);
}

function familiarOf(name: string): string {
  return familiarText(parseReference(name));
}

/** The normalised name that a container's image was asked for by; undefined for an id. */
function nameOf(reference: string): string | undefined {
  if (/^(?:sha256:)?[0-9a-f]{4,64}$/.test(reference)) return undefined;
  try {
    const parsed = parseReference(reference);
    return parsed.digest === undefined ? referenceText(withDefaultTag(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing, where somebody has begun to use it, or removed it, meanwhile. */
async function removed(remove: RemoveOne, ref: string): Promise<ImageDeleteResponseItem[]> {
  try {
    return await remove(ref);
  } catch (error) {
    if (isEngineError(error, "conflict", "not-found")) return [];
    throw error;
  }
}

/** @throws invalid-argument in Docker's words */
function danglingOf(filters: Filters): boolean {
  const values = [...(filters.get("dangling") ?? [])];
  const [value = "true", ...more] = values;
  const isTrue = value === "1" || value === "true";
  if (more.length > 0 || !(isTrue || value === "0" || value === "false"))
    throw new EngineError("invalid-argument", `invalid filter 'dangling=[${values.sort().join(" ")}]'`);
  return isTrue;
}
