import { isGoSpace } from "#base/go-space.ts";

/**
 * The words of `ENV`, `LABEL` and `ARG`: parted at spaces that are neither quoted nor escaped. Quotes and escapes stay
 * for the expansion; an escape at the end is nothing.
 */
export function splitWords(text: string, token: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quote === "" && isGoSpace(char)) {
      if (word !== "" || isQuoted) words.push(word);
      word = "";
      isQuoted = false;
    } else if (char === token && quote !== "'") {
      if (at + 1 === text.length) quote = "";
      else word += char + (text[++at] ?? "");
    } else {
      if (char === quote) quote = "";
      else if (quote === "" && (char === "'" || char === '"')) {
        quote = char;
        isQuoted = true;
      }
      word += char;
    }
  }
  if (word !== "" || isQuoted) words.push(word);
  return words;
}
