import { quote } from "#base/strconv.ts";
import { graphemesOf } from "../syntax/text-position.ts";
import { type BigFloat, toInteger } from "../value/big-float.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { encodeValue } from "../value/json.ts";
import { type NumberVerb, numberText } from "../value/number-text.ts";
import { boolType, dynamicType, isSequence, numberType, stringType, type Type } from "../value/type.ts";
import { elementsOf, isNull, listValue, numberOf, stringValue, textOf, type Value } from "../value/value.ts";
import { checkLength, text } from "./arguments.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";

interface Verb {
  readonly raw: string;
  readonly offset: number;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly mode: string;
}

const verbPattern = /%([0#\-+ ]*)(?:\[([1-9]\d*)\])?([1-9]\d*)?(?:\.(\d*))?([a-zA-Z])/y;
const mostWidth = 100_000;

/** @throws FunctionError; an argument that is to blame counts from that after the format */
function formatted(format: string, args: readonly Value[]): string {
  let [out, at, next, highest] = ["", 0, 1, 0];
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    out += format.slice(at, percent === -1 ? undefined : percent);
    if (percent === -1) break;
    at = percent;
    if (format[at + 1] === "%") {
      out += "%";
      at += 2;
      continue;
    }
    const { verb, argument } = readVerb(format, at, next);
    highest = Math.max(highest, argument);
    next = argument + 1;
    out += shownVerb(verb, argument, args);
    checkLength(out.length);
    at += verb.raw.length;
  }
  if (highest < args.length) {
    const used = highest === 0 ? "no verbs in format string" : `only ${highest} used by format string`;
    throw new FunctionError(`too many arguments; ${used}`, highest + 1);
  }
  return out;
}

const offsetOf = (format: string, at: number): number => Buffer.byteLength(format.slice(0, at));

function readVerb(format: string, at: number, next: number): { readonly verb: Verb; readonly argument: number } {
  verbPattern.lastIndex = at;
  const found = verbPattern.exec(format);
  if (found === null) throw badVerb(format, at);
  const [raw, flags = "", index, width, precision, mode = ""] = found;
  if (Number(width ?? 0) > mostWidth || Number(precision ?? 0) > mostWidth)
    throw new FunctionError(`width or precision too large in ${quote(raw)}`);
  return {
    verb: {
      raw,
      offset: offsetOf(format, at),
      flags,
      width: width === undefined ? undefined : Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      mode,
    },
    argument: index === undefined ? next : Number(index),
  };
}

const verbStart = /%[0#\-+ ]*(?:\[(?:[1-9]\d*\]?)?)?(?:[1-9]\d*)?(?:\.\d*)?/y;

function badVerb(format: string, at: number): FunctionError {
  verbStart.lastIndex = at;
  const end = at + verbStart.exec(format)![0].length;
  const char = format.slice(end)[0];
  if (char === undefined) return new FunctionError(`invalid format string starting at offset ${offsetOf(format, end)}`);
  const shown = quote(char, { mark: "'" });
  return new FunctionError(`unrecognized format character ${shown} at offset ${offsetOf(format, end)}`);
}

function shownVerb(verb: Verb, argument: number, args: readonly Value[]): string {
  const value = args[argument - 1];
  const where = `${quote(verb.raw)} at ${verb.offset}`;
  if (value === undefined)
    throw new FunctionError(`not enough arguments for ${where}: need index ${argument} but have ${args.length} total`);
  if (verb.mode !== "v" && isNull(value))
    throw new FunctionError(`unsupported value for ${where}: null value cannot be formatted`);
  const as = (type: Type): Value => {
    try {
      return convert(value, type);
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      throw new FunctionError(`unsupported value for ${where}: ${error.message}`);
    }
  };
  if (verb.mode === "v") return padded(verb, asIs(verb, value));
  if (verb.mode === "t") return String(as(boolType).content);
  if ("bdoxX".includes(verb.mode)) return integerText(verb, numberOf(as(numberType)), where);
  if ("eEfgG".includes(verb.mode)) return floatText(verb, numberOf(as(numberType)));
  if (verb.mode === "s" || verb.mode === "q") return stringText(verb, textOf(as(stringType)));
  throw new FunctionError(`unsupported format verb '${verb.mode}' in ${quote(verb.raw)} at offset ${verb.offset}`);
}

function asIs(verb: Verb, value: Value): string {
  const isPlain = !verb.flags.includes("#") && !isNull(value);
  if (isPlain && value.type.kind === "string") return textOf(value);
  if (isPlain && value.type.kind === "number") return numberText(numberOf(value), "g");
  return encodeValue(value);
}

function stringText(verb: Verb, given: string): string {
  const shown = verb.precision ? graphemesOf(given).slice(0, verb.precision).join("") : given;
  return padded(verb, verb.mode === "q" ? encodeValue(stringValue(shown)) : shown);
}

function padded({ width, flags }: Verb, shown: string): string {
  const missing = (width ?? 0) - graphemesOf(shown).length;
  if (missing <= 0) return shown;
  const pad = (flags.includes("0") ? "0" : " ").repeat(missing);
  return flags.includes("-") ? shown + pad : pad + shown;
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

function integerText(verb: Verb, number: BigFloat, where: string): string {
  const exact = toInteger(number);
  if (exact === undefined) throw new FunctionError(`unsupported value for ${where}: an integer is required`);
  let shown = (exact < 0n ? -exact : exact).toString(bases[verb.mode]);
  if (verb.mode === "X") shown = shown.toUpperCase();
  if (verb.precision !== undefined) shown = shown.padStart(verb.precision, "0");
  const prefix = verb.flags.includes("#") ? (prefixes[verb.mode] ?? "") : "";
  return withSign(verb, exact < 0n, prefix, shown, verb.precision === undefined);
}

function floatText(verb: Verb, number: BigFloat): string {
  const precision = verb.precision ?? (verb.mode === "g" || verb.mode === "G" ? undefined : 6);
  const shown = numberText({ ...number, isNegative: false }, verb.mode as NumberVerb, precision);
  return withSign(verb, number.isNegative, "", shown.replace(/^\+/, ""), !number.isInfinite);
}

/** As Go pads numbers: zeros stand after the sign. */
function withSign(
  { flags, width }: Verb,
  isNegative: boolean,
  prefix: string,
  digits: string,
  mayZero: boolean,
): string {
  const sign = isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const missing = Math.max(0, (width ?? 0) - sign.length - prefix.length - digits.length);
  if (flags.includes("-")) return sign + prefix + digits + " ".repeat(missing);
  if (flags.includes("0") && mayZero) return sign + prefix + "0".repeat(missing) + digits;
  return " ".repeat(missing) + sign + prefix + digits;
}

function formatList([format, ...args]: readonly Value[]): Value {
  const isList = args.map((value) => !isNull(value) && isSequence(value.type));
  const first = isList.indexOf(true);
  const count = first === -1 ? 1 : elementsOf(args[first]!).length;
  args.forEach((value, at) => {
    if (!isList[at] || elementsOf(value).length === count) return;
    throw new FunctionError(
      `argument ${at + 1} has length ${elementsOf(value).length}, which is inconsistent with argument ${first + 1} of length ${count}`,
      at + 1,
    );
  });
  const rows = Array.from({ length: count }, (_, row) => {
    const given = args.map((value, at) => (isList[at] ? elementsOf(value)[row]! : value));
    try {
      return stringValue(formatted(textOf(format!), given));
    } catch (error) {
      if (!(error instanceof FunctionError) || args.length === 0) throw error;
      throw new FunctionError(`error on format iteration ${row}: ${error.message}`);
    }
  });
  return listValue(rows, stringType);
}

const rest = parameter("args", dynamicType, { allowsNull: true });

export const formatFunctions: Readonly<Record<string, HclFunction>> = {
  format: {
    parameters: [text("format")],
    rest,
    run: ([format, ...args]) => stringValue(formatted(textOf(format!), args)),
  },
  formatlist: { parameters: [text("format")], rest, run: formatList },
};
