import { bytesOfText } from "#base/byte-text.ts";
import { quote } from "#base/strconv.ts";
import { padded, type Verb } from "./format-value.ts";

/** A text by one of the verbs v, s, x, X and q. */
export function formatString(text: string, verb: Verb): string {
  const { letter } = verb;
  if (letter === "x" || letter === "X") return padded(hexText(text, verb), verb);
  const shown = cut(text, verb);
  if (letter === "q" || verb.goSyntax) return padded(quoted(shown, verb), verb);
  return padded(shown, verb);
}

/** No more characters than the precision allows. */
export function cut(text: string, { precision }: Verb): string {
  return precision === undefined ? text : [...text].slice(0, precision).join("");
}

function quoted(text: string, { sharp, plus }: Verb): string {
  if (sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(text)) return `\`${text}\``;
  return quote(text, { ascii: plus });
}

function hexText(text: string, { letter, precision, space, sharp }: Verb): string {
  const bytes = [...bytesOfText(text)].slice(0, precision).map((byte) => byte.toString(16).padStart(2, "0"));
  if (bytes.length === 0) return "";
  const prefix = sharp ? "0x" : "";
  const joined = space ? bytes.map((byte) => prefix + byte).join(" ") : prefix + bytes.join("");
  return letter === "X" ? joined.toUpperCase() : joined;
}
