import type { Subprocess } from "bun";
import { eventually } from "./eventually.ts";
import { Screen } from "./screen.ts";

export interface TerminalOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A command on a terminal of its own. */
export class Terminal {
  readonly #terminal: Bun.Terminal;
  readonly #child: Subprocess;
  readonly #seen: Screen;
  #screen = "";

  constructor(argv: readonly string[], { env, columns = 80, rows = 24 }: TerminalOptions) {
    const decoder = new TextDecoder();
    this.#seen = new Screen(columns, rows);
    const data = (_: unknown, bytes: Uint8Array): void => {
      const text = decoder.decode(bytes, { stream: true });
      this.#screen += text;
      void this.#seen.write(text);
    };
    this.#terminal = new Bun.Terminal({ cols: columns, rows, data });
    this.#child = Bun.spawn([...argv], { terminal: this.#terminal, env: { ...process.env, ...env } });
  }

  /** All that has been shown. */
  get screen(): string {
    return this.#screen;
  }

  /** What stands on it now, row by row. */
  rows(): string[] {
    return this.#seen.rows();
  }

  type(text: string): void {
    this.#terminal.write(text);
  }

  resize(columns: number, rows: number): void {
    this.#seen.resize(columns, rows);
    this.#terminal.resize(columns, rows);
  }

  /** Resolves when the text has been shown. */
  async expect(text: string): Promise<void> {
    await eventually(`"${text}" on the terminal`, () => this.#screen.includes(text));
  }

  /** The command's exit code. */
  async exited(): Promise<number> {
    return await this.#child.exited;
  }

  close(): void {
    this.#child.kill("SIGKILL");
    this.#terminal.close();
    this.#seen.close();
  }
}
