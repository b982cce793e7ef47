import { expandWord, noVariables } from "../shell/expand.ts";
import type { Heredoc } from "./node.ts";

const form = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/;

/**
 * The heredoc a word names, still without its content; undefined for any other word.
 * @throws ExpansionError where its name has an open quote
 */
export function heredocOf(word: string): Heredoc | undefined {
  const [, descriptor = "", dash = "", rest = ""] = form.exec(word) ?? [];
  if (rest === "") return undefined;
  const [name, ...more] = expandWord(rest, noVariables, { escape: "\\", keepUnset: true }).words;
  if (name === undefined || more.length > 0) return undefined;
  const [raw = ""] = expandWord(rest, noVariables, { escape: "\\", keepUnset: true, rawQuotes: true }).words;
  return {
    name,
    fileDescriptor: Math.min(Number(descriptor), 2 ** 31 - 1),
    // Quotes that were escaped are in both, those that quoted only in one.
    expand: quotesIn(name) === quotesIn(raw),
    chomp: dash === "-",
    content: "",
  };
}

/** As `heredocOf`, for words that have been read before: what is none of it is no heredoc. */
export function heredocOrNone(word: string): Heredoc | undefined {
  try {
    return heredocOf(word);
  } catch {
    return undefined;
  }
}

/** The heredocs that a line announces, in order. @throws ExpansionError */
export function heredocsIn(line: string): Heredoc[] {
  if (!line.includes("<<")) return [];
  return wordsOf(line).flatMap((word) => heredocOf(word) ?? []);
}

/** The words of a line as they are written; none of one with an open quote. */
function wordsOf(line: string): readonly string[] {
  const options = { escape: "\\", rawQuotes: true, rawEscapes: true, keepUnset: true } as const;
  try {
    return expandWord(line, noVariables, options).words;
  } catch {
    return [];
  }
}

function quotesIn(text: string): number {
  return text.split(/['"]/).length - 1;
}

/** The content of a heredoc of `<<-`. */
export function chompHeredoc(content: string): string {
  return content.replace(/(^|\n)\t+/g, "$1");
}
