import type { Flag, FlagTraits } from "./flag.ts";

export interface ListTraits extends FlagTraits {
  readonly type?: string;
  readonly defaultText?: string;
  /** Checks one occurrence and may rewrite it. @throws Error. */
  readonly check?: (text: string) => string;
}

/** A flag that may be given several times; every occurrence is one value, commas mean nothing. */
export function list(traits: ListTraits): Flag<readonly string[]> {
  return gathered(traits, (text) => [text]);
}

/** A flag whose occurrences are rows of comma separated values. */
export function commaList(traits: ListTraits): Flag<readonly string[]> {
  return gathered({ type: "strings", ...traits }, (text) => (text === "" ? [] : text.split(",")));
}

function gathered(traits: ListTraits, split: (text: string) => readonly string[]): Flag<readonly string[]> {
  const { check = (text: string) => text, type = "list", ...rest } = traits;
  return {
    ...rest,
    type,
    cell() {
      const values: string[] = [];
      return {
        set(text) {
          for (const part of split(text)) values.push(check(part));
        },
        get: () => values,
      };
    },
  };
}

/** `KEY=VALUE` pairs; a key given twice keeps its last value. */
export function map(traits: ListTraits): Flag<Readonly<Record<string, string>>> {
  const { check = (text: string) => text, type = "map", ...rest } = traits;
  return {
    ...rest,
    type,
    defaultText: traits.defaultText ?? "map[]",
    cell() {
      const values: Record<string, string> = {};
      return {
        set(text) {
          const pair = check(text);
          const at = pair.indexOf("=");
          if (at < 0) values[pair] = "";
          else values[pair.slice(0, at)] = pair.slice(at + 1);
        },
        get: () => values,
      };
    },
  };
}

/** Values each parsed into a `T`, in the order given. */
export function parsedList<T>(traits: ListTraits & { parse(text: string): T }): Flag<readonly T[]> {
  const { parse, type = "list", check: _, ...rest } = traits;
  return {
    ...rest,
    type,
    cell() {
      const values: T[] = [];
      return {
        set(text) {
          values.push(parse(text));
        },
        get: () => values,
      };
    },
  };
}
