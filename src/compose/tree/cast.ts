import { quote } from "#base/strconv.ts";
/** Texts as what a place of the model wants. @throws Error in Go's words, as all below */
export function toInteger(text: string, function_: "Atoi" | "ParseInt"): number {
  if (!/^[-+]?\d+$/.test(text)) throw syntax(function_, text);
  const value = BigInt(text.replace(/^\+/, ""));
  if (value >= 2n ** 63n || value < -(2n ** 63n))
    throw new Error(`strconv.${function_}: parsing ${quote(text)}: value out of range`);
  return Number(value);
}

const decimal = /^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const infinity = /^[-+]?inf(?:inity)?$/i;

export function toFloat(text: string): number {
  if (infinity.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!decimal.test(text) || text.includes("_")) throw syntax("ParseFloat", text);
  return Number(text);
}

const syntax = (function_: string, text: string): Error =>
  new Error(`strconv.${function_}: parsing ${quote(text)}: invalid syntax`);

/** What YAML 1.1 took for a boolean is one, too. */
export function toBoolean(text: string, warn: (message: string) => void = () => {}): boolean {
  switch (text.toLowerCase()) {
    case "true":
      return true;
    case "false":
      return false;
    case "y":
    case "yes":
    case "on":
      warn(`${quote(text)} for boolean is not supported by YAML 1.2, please use \`true\``);
      return true;
    case "n":
    case "no":
    case "off":
      warn(`${quote(text)} for boolean is not supported by YAML 1.2, please use \`false\``);
      return false;
    default:
      throw new Error(`invalid boolean: ${text}`);
  }
}
