/** Goes through a text a character (code point) at a time; `""` is its end. */
export class CharScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): string {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  next(): string {
    const char = this.peek();
    this.#at += char.length;
    return char;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What matches a sticky expression from here; passes it. */
  take(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}
