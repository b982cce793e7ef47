import { parseBool, parseInteger, parseUnsigned } from "#base/strconv.ts";
import { formatDuration, parseDuration } from "../values/duration.ts";
import type { Flag, FlagTraits } from "./flag.ts";

interface ScalarShape<T> {
  readonly type: string;
  readonly zero: T;
  readonly bareValue?: string;
  /** Absent when the default is not worth a word. */
  readonly defaultText?: string | undefined;
  parse(text: string): T;
}

/** A flag with one value, of which the last occurrence counts. */
export function scalar<T>(traits: FlagTraits, shape: ScalarShape<T>): Flag<T> {
  const { type, zero, bareValue, defaultText, parse } = shape;
  return {
    ...traits,
    type,
    ...(bareValue === undefined ? {} : { bareValue }),
    ...(defaultText === undefined ? {} : { defaultText }),
    cell() {
      let value = zero;
      return {
        set(text) {
          value = parse(text);
        },
        get: () => value,
      };
    },
  };
}

export interface DefaultTo<T> {
  readonly default?: T;
}

/** `--name`, `--name=false`. */
export function bool(traits: FlagTraits & DefaultTo<boolean>): Flag<boolean> {
  const zero = traits.default ?? false;
  const defaultText = zero ? "true" : undefined;
  return scalar(traits, { type: "bool", zero, bareValue: "true", defaultText, parse: parseBool });
}

export function string(traits: FlagTraits & DefaultTo<string> & { readonly type?: string }): Flag<string> {
  const zero = traits.default ?? "";
  const defaultText = zero === "" ? undefined : JSON.stringify(zero);
  return scalar(traits, { type: traits.type ?? "string", zero, defaultText, parse: (text) => text });
}

export interface IntegerTraits extends FlagTraits, DefaultTo<number> {
  readonly bits?: 16 | 32 | 64;
}

export function integer(traits: IntegerTraits): Flag<number> {
  const zero = traits.default ?? 0;
  const defaultText = zero === 0 ? undefined : String(zero);
  const parse = (text: string): number => parseInteger(text, { base: 0, bits: traits.bits ?? 64 });
  return scalar(traits, { type: "int", zero, defaultText, parse });
}

export function unsigned(traits: IntegerTraits & { readonly type?: string }): Flag<number> {
  const zero = traits.default ?? 0;
  // pflag knows no zero value of uint16 and names its default.
  const defaultText = zero === 0 && traits.bits !== 16 ? undefined : String(zero);
  const parse = (text: string): number => parseUnsigned(text, { base: 0, bits: traits.bits ?? 64 });
  return scalar(traits, { type: traits.type ?? "uint", zero, defaultText, parse });
}

/** A span of time in Go's notation, in nanoseconds. */
export function duration(traits: FlagTraits & DefaultTo<number>): Flag<number> {
  const zero = traits.default ?? 0;
  return scalar(traits, {
    type: "duration",
    zero,
    // docker's own "optional duration" has no zero that pflag knows.
    defaultText: formatDuration(zero),
    parse: parseDuration,
  });
}
