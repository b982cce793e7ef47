import xterm from "@xterm/headless";
import type { Output } from "#cli/io/io.ts";

/** What a user sees of all that was sent to a terminal: the rows of its screen, by the terminal that editors use. */
export class Screen {
  readonly #terminal: xterm.Terminal;

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  /** Resolves when it is shown. */
  write(data: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(data, resolve));
  }

  /** The output of a program on this terminal, which adds the carriage returns. */
  output(): Output {
    const decoder = new TextDecoder();
    const text = (data: string | Uint8Array): string =>
      typeof data === "string" ? data : decoder.decode(data, { stream: true });
    const shown = (data: string | Uint8Array): Promise<void> => this.write(text(data).replaceAll("\n", "\r\n"));
    return {
      isTerminal: true,
      write: (data) => void shown(data),
      send: shown,
      windowSize: () => ({ rows: this.#terminal.rows, columns: this.#terminal.cols }),
    };
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** Resolves when all that was written is shown. */
  async settled(): Promise<string[]> {
    await this.write("");
    return this.rows();
  }

  /** From the top of the screen, without what has scrolled away and without spaces at the ends. */
  rows(): string[] {
    const { active } = this.#terminal.buffer;
    const line = (at: number): string => active.getLine(active.baseY + at)?.translateToString(true) ?? "";
    return Array.from({ length: this.#terminal.rows }, (_, at) => line(at).trimEnd());
  }

  /** The title that programs have given it. */
  onTitle(changed: (title: string) => void): void {
    this.#terminal.onTitleChange(changed);
  }

  close(): void {
    this.#terminal.dispose();
  }
}
