import { formatDuration, parseLongDuration } from "#base/duration.ts";
import { quote } from "#base/strconv.ts";
import { parseBinarySize } from "#base/units.ts";
import { floatValue, WholeFloat } from "#formats/yaml/value.ts";
import { toBoolean, toFloat, toInteger } from "../tree/cast.ts";
import { sprint, type Tree, typeName } from "../tree/value.ts";
import { type Kind, unconvertible, WrongValue } from "./kind.ts";

function saying<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof WrongValue ? error : new WrongValue((error as Error).message);
  }
}

export const text: Kind<string> = {
  decode(value) {
    if (typeof value === "string") return value;
    if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) return String(value);
    throw unconvertible(value, "string");
  },
  isEmpty: (value) => value === "",
  encode: (value) => value,
};

export const flag: Kind<boolean> = {
  decode(value) {
    if (typeof value === "boolean") return value;
    if (typeof value === "string") return saying(() => toBoolean(value));
    throw unconvertible(value, "bool");
  },
  isEmpty: (value) => !value,
  encode: (value) => value,
};

function numberOf(value: Tree): number | undefined {
  if (value instanceof WholeFloat) return value.value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? value : undefined;
}

function integerKind(type: string, parseText: ((text: string) => number) | undefined): Kind<number> {
  const isUnsigned = type.startsWith("uint");
  return {
    decode(value) {
      if (typeof value === "string" && parseText !== undefined) return saying(() => parseText(value));
      const number = numberOf(value);
      if (number === undefined) throw unconvertible(value, type);
      if (number < 0 && isUnsigned) throw new WrongValue(`cannot parse value as '${type}': ${number} overflows uint`);
      return isUnsigned
        ? Number(BigInt.asUintN(Number(type.slice("uint".length)), BigInt(Math.trunc(number))))
        : Math.trunc(number);
    },
    isEmpty: (value) => value === 0,
    encode: (value) => value,
  };
}

export const integer = integerKind("int", (value) => toInteger(value, "Atoi"));
export const integer64 = integerKind("int64", (value) => toInteger(value, "ParseInt"));
export const unsigned16 = integerKind("uint16", undefined);
export const unsigned32 = integerKind("uint32", undefined);
export const unsigned64 = integerKind("uint64", undefined);

/** The number that prints as the same one does in 32 bits. */
export function shortFloat(value: number): number {
  const narrow = Math.fround(value);
  for (let digits = 1; digits < 10; digits += 1) {
    const short = Number(narrow.toPrecision(digits));
    if (Math.fround(short) === narrow) return short;
  }
  return narrow;
}

export const float32: Kind<number> = {
  decode(value) {
    const number = typeof value === "string" ? saying(() => toFloat(value)) : numberOf(value);
    if (number === undefined) throw unconvertible(value, "float32");
    return shortFloat(number);
  },
  isEmpty: (value) => value === 0,
  encode: (value) => floatValue(value),
};

/** A share of processors. */
export const processors: Kind<number> = {
  ...float32,
  decode(value) {
    const number = typeof value === "string" ? saying(() => toFloat(value)) : numberOf(value);
    if (number === undefined) throw new WrongValue(`unexpected value type ${typeName(value)} for cpus`);
    return shortFloat(number);
  },
};

/** Bytes. */
export const bytes: Kind<number> = {
  decode(value) {
    if (typeof value === "string") return saying(() => parseBinarySize(value));
    return typeof value === "number" && Number.isInteger(value) ? value : 0;
  },
  isEmpty: (value) => value === 0,
  encode: (value) => String(value),
};

/** Nanoseconds. */
export const duration: Kind<number> = {
  decode: (value) => saying(() => Number(parseLongDuration(sprint(value)))),
  isEmpty: (value) => value === 0,
  encode: (value) => formatDuration(BigInt(value)),
};

/** How many devices; -1 for all. */
export const deviceCount: Kind<number> = {
  decode(value) {
    if (typeof value === "number" && Number.isInteger(value)) return value;
    if (typeof value !== "string") throw new WrongValue(`invalid type ${typeName(value)} for device count`);
    if (value.toLowerCase() === "all") return -1;
    if (!/^[-+]?\d+$/.test(value))
      throw new WrongValue(`invalid value ${quote(value)}, the only value allowed is 'all' or a number`);
    return Number(value);
  },
  isEmpty: (value) => value === 0,
  encode: (value) => value,
};

/** Bits of a file's mode. */
export const fileMode: Kind<number> = {
  decode(value) {
    if (typeof value === "string") {
      if (!/^[-+]?[0-7]+$/.test(value))
        throw new WrongValue(`strconv.ParseInt: parsing ${quote(value)}: invalid syntax`);
      return Number.parseInt(value, 8);
    }
    if (typeof value === "number" && Number.isInteger(value)) return value;
    throw new WrongValue(`unexpected value type ${typeName(value)} for mode`);
  },
  isEmpty: () => false,
  encode: (value) => `0${value.toString(8)}`,
};
