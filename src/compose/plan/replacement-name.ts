import type { ObservedContainer } from "../observe/observed.ts";

/** What a container is called that is to take another's place, until that one is gone. */
export const replacementName = (old: Pick<ObservedContainer, "id">, name: string): string =>
  `${old.id.slice(0, 12)}_${name}`;

/** Whose place a container with such a name takes, by the beginning of an id, and what it is called in the end. */
export function parseReplacementName(text: string): { readonly idPrefix: string; readonly name: string } | undefined {
  const [, idPrefix, name] = /^(\w{12})_(.+)$/.exec(text) ?? [];
  return idPrefix === undefined || name === undefined ? undefined : { idPrefix, name };
}
