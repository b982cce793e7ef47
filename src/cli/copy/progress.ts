import { humanSize } from "../format/human-size.ts";
import type { Output } from "../io/io.ts";

const everyMs = 75;

/** The bytes of a copy, counted, and shown while they move where stderr is a terminal. */
export class CopyProgress {
  bytes = 0;
  readonly #out: Output;
  readonly #quiet: boolean;
  readonly #header: string;
  #timer: ReturnType<typeof setInterval> | undefined;
  #shown = 0;

  constructor(out: Output, options: { readonly quiet: boolean; readonly header: string }) {
    this.#out = out;
    this.#quiet = options.quiet;
    this.#header = options.header;
  }

  async *count(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of content) {
      this.bytes += chunk.length;
      yield chunk;
    }
  }

  /** Runs the copy, and says at its end how much it was and where it went. */
  async during(where: string, copy: () => Promise<void>): Promise<void> {
    this.#begin();
    try {
      await copy();
    } finally {
      this.#end();
      if (!this.#quiet) this.#out.write(`Successfully copied ${humanSize(this.bytes)} to ${where}\n`);
    }
  }

  #begin(): void {
    if (this.#quiet || !this.#out.isTerminal) return;
    this.#out.write(`\x1b[s\x1b[?25l\x1b[u\x1b[2K${this.#header}${humanSize(0)}`);
    this.#timer = setInterval(() => this.#show(), everyMs);
  }

  #show(): void {
    if (this.bytes === this.#shown) return;
    this.#shown = this.bytes;
    this.#out.write(`\x1b[${this.#header.length + 1}G\x1b[0K${humanSize(this.bytes)}`);
  }

  #end(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#out.write("\x1b[?25h\x1b[u\x1b[2K");
  }
}
