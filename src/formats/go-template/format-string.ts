import { quote } from "#base/strconv.ts";
import { padded, type Verb } from "./format-value.ts";
import { utf8 } from "./value.ts";

/** A text by one of the verbs v, s, x, X and q. */
export function formatString(text: string, verb: Verb): string {
  const { letter, precision } = verb;
  if (letter === "x" || letter === "X") return padded(hexText(text, verb), verb);
  const cut = precision === undefined ? text : [...text].slice(0, precision).join("");
  if (letter === "q" || (letter === "v" && verb.sharp)) return padded(quoted(cut, verb), verb);
  return padded(cut, verb);
}

function quoted(text: string, { sharp, plus, letter }: Verb): string {
  if (letter === "q" && sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(text)) return `\`${text}\``;
  return quote(text, { ascii: plus && letter === "q" });
}

function hexText(text: string, { letter, precision, space, sharp }: Verb): string {
  const bytes = [...utf8(text)].slice(0, precision).map((byte) => byte.toString(16).padStart(2, "0"));
  if (bytes.length === 0) return "";
  const prefix = sharp ? "0x" : "";
  const joined = space ? bytes.map((byte) => prefix + byte).join(" ") : prefix + bytes.join("");
  return letter === "X" ? joined.toUpperCase() : joined;
}
