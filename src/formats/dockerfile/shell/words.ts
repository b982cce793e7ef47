import { isGoSpace } from "#base/go-space.ts";

/** Gathers the words of an expanded text. Empty ones are none, even quoted. */
export class WordList {
  readonly #words: string[] = [];
  #word = "";

  /** A text in which spaces part words. */
  add(text: string): void {
    for (const char of text) {
      if (isGoSpace(char)) this.#end();
      else this.#word += char;
    }
  }

  /** A quoted text, in which spaces are nothing but that. */
  addRaw(text: string): void {
    this.#word += text;
  }

  finish(): readonly string[] {
    this.#end();
    return this.#words;
  }

  #end(): void {
    if (this.#word !== "") this.#words.push(this.#word);
    this.#word = "";
  }
}
