/**
 * The words of a command line: quotes and backslashes count as in a shell, and what stands behind a `#` that begins a
 * word counts for nothing. @throws Error in the words of Docker's splitter
 */
export function splitCommandWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoteMark = "";
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? "";
    if (quoteMark !== "") {
      if (char === quoteMark) quoteMark = "";
      else if (char === "\\" && quoteMark === '"') word = `${word ?? ""}${line[++index] ?? ""}`;
      else word = `${word ?? ""}${char}`;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '"' || char === "'") {
      quoteMark = char;
      word ??= "";
    } else if (char === "#" && word === undefined) break;
    else if (char === "\\") {
      if (index + 1 === line.length) throw new Error("EOF found after escape character");
      word = `${word ?? ""}${line[++index] ?? ""}`;
    } else word = `${word ?? ""}${char}`;
  }
  if (quoteMark !== "") throw new Error("EOF found when expecting closing quote");
  return word === undefined ? words : [...words, word];
}
