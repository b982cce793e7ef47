import { formatDuration, parseDuration } from "#base/duration.ts";
import { lexWords } from "#formats/shell-words/lex.ts";
import { list, oneOrMore } from "../shape/collections.ts";
import { type Kind, unconvertible, WrongValue } from "../shape/kind.ts";
import { labels, options, variables as variablesKind } from "../shape/pairs.ts";
import { flag, unsigned64 } from "../shape/scalars.ts";
import { isList, isMap, sprint, type Tree } from "../tree/value.ts";
import { appended, byName, type Mergeable, optional, overridden, replaced } from "./mergeable.ts";

export function saying<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new WrongValue((error as Error).message);
  }
}

/** Texts only: a number is none. */
export const plainText: Kind<string> = {
  decode(value) {
    if (typeof value !== "string") throw unconvertible(value, "string");
    return value;
  },
  isEmpty: (value) => value === "",
  encode: (value) => value,
};

/** Nanoseconds. */
const nanoseconds: Kind<bigint> = {
  decode: (value) => saying(() => parseDuration(sprint(value))),
  isEmpty: (value) => value === 0n,
  encode: (value) => formatDuration(value),
};

export const text = overridden(plainText);
export const truth = overridden(flag);
export const duration = overridden(nanoseconds);
export const optionalDuration = optional(nanoseconds);
export const count = replaced(unsigned64);
export const texts = appended(list(plainText));
export const oneOrMoreTexts = appended(oneOrMore);
export const pairs = byName(labels);
export const settings = byName(options);

/** What is there in a short form becomes the long one before it is decoded. */
export function from<T, K extends Kind<T>>(kind: K, lengthen: (value: Tree) => Tree): K {
  return { ...kind, decode: (value, place) => kind.decode(lengthen(value), place) };
}

export const named =
  (key: string) =>
  (value: Tree): Tree =>
    typeof value === "string" ? new Map([[key, value]]) : value;

/** Hosts with addresses, `name:address` each. */
export const hosts: Mergeable<readonly string[]> = appended({
  ...list(plainText),
  decode: (value: Tree) => {
    if (isMap(value))
      return [...value].flatMap(([name, address]) => (address === null ? [] : [`${name}:${sprint(address)}`])).sort();
    if (!isList(value)) throw unconvertible(value, "[]string");
    return value.map(sprint).flatMap((line) => {
      const [, name, address] = /^([^=:]*)[=:](.*)$/s.exec(line) ?? [];
      return name === undefined ? [] : [`${name}:${address}`];
    });
  },
});

/** An empty command line is as none. */
export const commandLine: Mergeable<readonly string[]> = overridden({
  ...list(plainText),
  decode: (value, place) =>
    typeof value === "string" ? saying(() => lexWords(value)) : list(plainText).decode(value, place),
});

export const variables = byName(variablesKind, laterVariable);

/** A variable without a value, or with an empty one, does not hide an earlier value. */
function laterVariable(base: string | undefined, over: string | undefined): string | undefined {
  return over || base === undefined ? over : base;
}
