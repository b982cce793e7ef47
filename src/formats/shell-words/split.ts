/** A command line that ends inside of quotes, or has brackets where none can be. */
export class ShellWordsError extends Error {
  override readonly name = "ShellWordsError";

  constructor() {
    super("invalid command line string");
  }
}

const separators = new Set([";", "&", "|", "<", ">"]);
const spaces = new Set([" ", "\t", "\r", "\n"]);

/**
 * The words of a command line, as Compose splits it: quotes and backslashes count as in a shell, nothing is run or
 * expanded, and what stands behind `;`, `&`, `|`, `<` or `>` counts for nothing. @throws ShellWordsError
 */
export function splitShellWords(line: string): string[] {
  return new Splitter().split(line);
}

class Splitter {
  readonly #words: string[] = [];
  #word = "";
  #hasWord = false;
  #escaped = false;
  /** The quotes that are open: of `"` and `'`, and of commands to be run, which stay as they are. */
  readonly #open = { double: false, single: false, back: false, dollar: false };

  split(line: string): string[] {
    for (const character of line) if (!this.#take(character)) break;
    if (this.#hasWord) this.#words.push(this.#word);
    if (this.#escaped || Object.values(this.#open).includes(true)) throw new ShellWordsError();
    return this.#words;
  }

  /** False at the end of the command. */
  #take(character: string): boolean {
    const open = this.#open;
    if (this.#escaped) {
      this.#escaped = false;
      this.#add(character);
    } else if (character === "\\") {
      if (open.single) this.#word += character;
      else this.#escaped = true;
    } else if (spaces.has(character)) this.#space(character);
    else if (separators.has(character) && !Object.values(open).includes(true)) {
      if (character === ">" && /^[0-9]/.test(this.#word)) this.#hasWord = false;
      return false;
    } else if (!this.#quote(character)) this.#add(character);
    return true;
  }

  #add(character: string): void {
    this.#word += character;
    this.#hasWord = true;
  }

  #space(character: string): void {
    if (Object.values(this.#open).includes(true)) {
      this.#word += character;
      return;
    }
    if (this.#hasWord) this.#words.push(this.#word);
    else return;
    this.#word = "";
    this.#hasWord = false;
  }

  /** Whether the character is a quote that is no part of the word. */
  #quote(character: string): boolean {
    const open = this.#open;
    const isQuoted = open.single || open.double;
    switch (character) {
      case "`":
        if (!isQuoted && !open.dollar) open.back = !open.back;
        return false;
      case ")":
        if (!isQuoted && !open.back) open.dollar = !open.dollar;
        return false;
      case "(":
        if (isQuoted || open.back) return false;
        if (open.dollar || !this.#word.endsWith("$")) throw new ShellWordsError();
        open.dollar = true;
        this.#word += character;
        return true;
      case '"':
        if (open.single || open.dollar) return false;
        if (open.double) this.#hasWord = true;
        open.double = !open.double;
        return true;
      case "'":
        if (open.double || open.dollar) return false;
        if (open.single) this.#hasWord = true;
        open.single = !open.single;
        return true;
      default:
        return false;
    }
  }
}
