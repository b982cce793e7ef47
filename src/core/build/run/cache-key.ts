import { digestOf } from "#base/digest-of.ts";
import type { CacheMount } from "../run-operation.ts";

/** What must be equal for a cache mount to find what another has left: its id, and what a new one begins with. */
export function cacheMountKey({ id, from, source }: Pick<CacheMount, "id" | "from" | "source">): string {
  return from === "scratch" ? id : `${id}:${digestOf(JSON.stringify([from.operation, source]))}`;
}

/** As `docker buildx du` shows it. */
export function cacheMountDescription(
  { id }: Pick<CacheMount, "id">,
  { target, args }: { readonly target: string; readonly args: readonly string[] },
): string {
  const named = id === target ? "" : ` with id ${JSON.stringify(id)}`;
  return `cached mount ${target} from exec ${args.join(" ")}${named}`;
}
