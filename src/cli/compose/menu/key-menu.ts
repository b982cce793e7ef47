import { stripVTControlCharacters } from "node:util";
import type { Output } from "../../io/io.ts";

/** How long a failure is shown. */
const failureMs = 10_000;

const key = (letter: string): string => `\x1b[1;38;2;0;0;0;48;2;255;255;255m${letter}\x1b[0m`;
const faint = (text: string): string => `\x1b[2m${text}\x1b[0m`;

/** What the keys do. */
export function menuText({ isWatching }: { readonly isWatching: boolean }): string {
  const watch = `${key("w")}${faint(isWatching ? " Disable Watch" : " Enable Watch")}`;
  return `${watch}${faint("   ")}${key("d")}${faint(" Detach")}`;
}

/** The line below the logs that says which keys do what. It goes before each line of the logs and comes after it. */
export class KeyMenu {
  #failure: { readonly text: string; readonly untilMs: number } | undefined;
  #isHidden = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  isWatching = false;

  constructor(
    readonly out: Output,
    readonly now: () => number,
  ) {}

  show(): void {
    if (this.#isHidden) return;
    const { rows } = this.out.windowSize();
    const menu = menuText(this);
    const failure = this.#shownFailure();
    const extra = this.#extraLines(menu);
    const lines = 2 + extra + (failure === undefined ? 0 : this.#extraLines(failure) + 1);
    let text = `${this.#cleared()}${"\x1b[2K\n\x1b[0G".repeat(lines)}\x1b[${lines}A\x1b[0G\x1b7`;
    if (failure !== undefined) text += `${at(rows - 1 - extra - this.#extraLines(failure))}${failure}`;
    this.out.write(`${text}${at(rows - extra)}${menu}\x1b[0G\x1b8`);
  }

  clear(): void {
    if (!this.#isHidden) this.out.write(this.#cleared());
  }

  /** Shows for a while what could not be done. */
  fail(what: string, text: string): void {
    this.#failure = { text: `\x1b[1;36m${what} →\x1b[0m  ${text}`, untilMs: this.now() + failureMs };
    this.show();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.show(), failureMs + 1000);
  }

  /** Takes it away for good. */
  hide(): void {
    this.clear();
    this.#isHidden = true;
    clearTimeout(this.#timer);
    this.out.write("\x1b[?25h");
  }

  #cleared(): string {
    return `\x1b[0G\x1b7${"\x1b[1B\x1b[2K".repeat(this.out.windowSize().rows)}\x1b8`;
  }

  #shownFailure(): string | undefined {
    return this.#failure !== undefined && this.now() < this.#failure.untilMs ? this.#failure.text : undefined;
  }

  /** Lines besides the first that a text takes. */
  #extraLines(text: string): number {
    return Math.floor(stripVTControlCharacters(text).length / Math.max(1, this.out.windowSize().columns));
  }
}

const at = (row: number): string => `\x1b[${row};0H\x1b[2K`;
