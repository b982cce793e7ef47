const maxLines = 10;
const maxChars = 2048;

/** The last lines of an output, to say in an error what went wrong. */
export class OutputTail {
  readonly #decoder = new TextDecoder();
  #text = "";

  push(data: Uint8Array): void {
    this.#text = (this.#text + this.#decoder.decode(data, { stream: true })).slice(-2 * maxChars);
  }

  /** Of lines that were written over, what is left of them. */
  get text(): string {
    const lines = this.#text.split("\n").map((line) => line.replace(/\r+$/, "").split("\r").at(-1) ?? "");
    return lines
      .filter((line) => line.trim() !== "")
      .slice(-maxLines)
      .join("\n")
      .slice(-maxChars)
      .trim();
  }
}
