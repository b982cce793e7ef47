import type { ContainerId } from "#base/ids.ts";
import { invalidAsSystem } from "../create/invalid.ts";

/**
 * A link on the default bridge: what another container is called in the one that was made with it. It is kept by id, so
 * that it outlives the renaming of either.
 */
export interface ContainerLink {
  readonly alias: string;
  readonly target: ContainerId;
  /** What the other one was called when it was removed: the link breaks each start until the engine starts anew. */
  readonly removedName?: string;
}

/** An entry of `HostConfig.Links` in its parts. */
export interface LinkSpec {
  /** Name, id or prefix of the other container. */
  readonly ref: string;
  readonly alias: string;
}

/** `name:alias`, `name` alone, or `/name:/parent/alias` as inspect shows it. @throws system, as Docker answers it */
export function parseLink(text: string): LinkSpec {
  if (text === "") throw invalidAsSystem("empty string specified for links");
  const [ref = "", alias, ...more] = text.split(":");
  if (more.length > 0) throw invalidAsSystem(`bad format for links: ${text}`);
  if (alias === undefined) return { ref, alias: ref };
  if (ref.startsWith("/")) return { ref: ref.slice(1), alias: alias.slice(alias.lastIndexOf("/") + 1) };
  return { ref, alias };
}

/** An entry of `HostConfig.Links` as inspect shows it. */
export function linkText(link: { readonly target: string; readonly parent: string; readonly alias: string }): string {
  return `/${link.target}:/${link.parent}/${link.alias}`;
}

/** A name that stands for a container by way of another's link: `parent/alias`. */
export function splitLinkName(ref: string): { readonly parent: string; readonly alias: string } | undefined {
  const [, parent, alias] = /^\/?([^/]+)\/([^/]+)$/.exec(ref) ?? [];
  return parent === undefined || alias === undefined ? undefined : { parent, alias };
}
