import type { Op } from "#base/op.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "./io.ts";

const enter = new Set([0x0a, 0x0d]);
const interrupt = 0x03;
const endOfInput = 0x04;
const backspace = new Set([0x08, 0x7f]);
const killLine = 0x15;

/** What a user types at questions, line by line. Ctrl-C ends the program without a word, as it does in Docker's. */
export class LineInput {
  readonly #io: Io;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(op: Op, io: Io) {
    this.#io = io;
    this.#chunks = io.stdin.read(op.signal)[Symbol.asyncIterator]();
  }

  /** The answer to a question, without the space around it. */
  async ask(question: string): Promise<string> {
    const stop = this.#io.signals.listen(["SIGINT", "SIGTERM"], () => {
      this.#io.stdout.write("\n");
      process.exit(0);
    });
    try {
      this.#io.stdout.write(question);
      return (await this.#line()).trim();
    } finally {
      stop();
    }
  }

  /** The answer to a question that is not shown as it is typed. */
  async askSecretly(question: string): Promise<string> {
    const restore = this.#io.stdin.isTerminal ? this.#io.stdin.setRaw() : () => {};
    try {
      this.#io.stdout.write(question);
      return (await this.#secret()).trim();
    } finally {
      restore();
      this.#io.stdout.write("\n");
    }
  }

  /** Gives the input back: nothing more is read. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #line(): Promise<string> {
    const bytes: number[] = [];
    for (;;) {
      const byte = await this.#next();
      if (byte === undefined || byte === 0x0a) return textOf(bytes);
      bytes.push(byte);
    }
  }

  /** Edits the line itself, since the terminal does not while it shows nothing. */
  async #secret(): Promise<string> {
    const bytes: number[] = [];
    for (;;) {
      const byte = await this.#next();
      if (byte === undefined || enter.has(byte)) return textOf(bytes);
      if (byte === interrupt) throw new ExitError(0);
      if (byte === endOfInput && bytes.length === 0) return "";
      if (byte === killLine) bytes.length = 0;
      else if (backspace.has(byte)) dropCharacter(bytes);
      else bytes.push(byte);
    }
  }

  async #next(): Promise<number | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return undefined;
      this.#rest = value;
    }
    const [byte] = this.#rest;
    this.#rest = this.#rest.subarray(1);
    return byte;
  }
}

function textOf(bytes: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The last character may have several bytes. */
function dropCharacter(bytes: number[]): void {
  while (((bytes.at(-1) ?? 0) & 0xc0) === 0x80) bytes.pop();
  bytes.pop();
}
