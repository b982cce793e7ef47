import type { Flag, FlagTraits } from "../flags/flag.ts";
import { scalar } from "../flags/scalars.ts";
import { parseDuration } from "../values/duration.ts";
import { splitCommandWords } from "./command-words.ts";
import { parseFloatText } from "./float.ts";

/** A span of time; its default stands in help alone. */
export function span(traits: FlagTraits & { readonly shownDefault?: string }): Flag<number> {
  const { shownDefault, ...rest } = traits;
  return scalar(rest, { type: "duration", zero: 0, defaultText: shownDefault, parse: parseDuration });
}

/** A span of time that is none below zero. */
export function positiveSpan(traits: FlagTraits): Flag<number> {
  return scalar(traits, {
    type: "duration",
    zero: 0,
    parse: (text) => {
      const nanos = parseDuration(text);
      if (nanos < 0) throw new Error("duration cannot be negative");
      return nanos;
    },
  });
}

/** A share between 0 and 1. */
export function ratio(traits: FlagTraits & { readonly shownDefault?: string }): Flag<number> {
  const { shownDefault, ...rest } = traits;
  return scalar(rest, { type: "float", zero: 0, defaultText: shownDefault, parse: parseFloatText });
}

/** A command line of one text, split as a shell does. */
export function commandWords(traits: FlagTraits): Flag<readonly string[]> {
  return scalar<readonly string[]>(traits, { type: "command", zero: [], parse: splitCommandWords });
}
