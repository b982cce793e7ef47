/** Gives whole lines of text that arrives in pieces; `end` gives what has no end. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(readonly line: (text: string) => void) {}

  push(data: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(data, { stream: true })).split("\n");
    this.#rest = parts.pop()!;
    for (const part of parts) this.line(part);
  }

  end(): void {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = "";
    if (rest !== "") this.line(rest);
  }
}
