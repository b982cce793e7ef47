import { parseBool } from "#base/strconv.ts";
import type { CacheMount } from "../run-operation.ts";

/** Of which cache mounts a cache is to have what they hold: by their ids. */
export type MountChoice = "all" | readonly string[];

/** `mounts` of a cache: a switch, or ids. */
export function mountChoice(text = "false"): MountChoice {
  try {
    return parseBool(text) ? "all" : [];
  } catch {
    return text.split(";").filter((id) => id !== "");
  }
}

/** Whether a mount is meant: by the id of the Dockerfile (else its target), or with the build's namespace before it. */
export function isChosen(choice: MountChoice, { id }: Pick<CacheMount, "id">): boolean {
  return choice === "all" || choice.some((name) => isNamed(name, id));
}

/** Those that are no mount's. */
export function unknownMounts(choice: MountChoice, mounts: readonly Pick<CacheMount, "id">[]): string[] {
  return choice === "all" ? [] : choice.filter((name) => !mounts.some(({ id }) => isNamed(name, id)));
}

function isNamed(name: string, id: string): boolean {
  return id === name || id.slice(id.indexOf("/") + 1) === name;
}
