/**
 * The words of a command line as Docker's client splits it in stack files: quotes and backslashes count as in a shell,
 * `#` at the begin of a word hides the rest of the line, and no other character means anything.
 * @throws Error where a quote or a backslash has no end
 */
export function lexWords(line: string): string[] {
  const words: string[] = [];
  let rest = line;
  for (;;) {
    rest = rest.replace(/^(?:[ \t\r\n]+|#[^\n]*)+/, "");
    if (rest === "") return words;
    const [whole = ""] = /^(?:[^ \t\r\n"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/s.exec(rest) ?? [];
    const next = rest.slice(whole.length);
    if (/^["'\\]/.test(next)) throw new Error(endless(next));
    words.push(unquoted(whole));
    rest = next;
  }
}

function endless(rest: string): string {
  const endsInBackslash = rest.startsWith("'") ? false : /^"?(?:[^"\\]|\\.)*\\$/s.test(rest);
  return endsInBackslash ? "EOF found after escape character" : "EOF found when expecting closing quote";
}

function unquoted(word: string): string {
  return word.replace(
    /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
    (_match, escaped?: string, double?: string, single?: string) =>
      escaped ?? single ?? (double ?? "").replace(/\\(.)/gs, "$1"),
  );
}
