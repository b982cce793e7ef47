import type { Output } from "../../io/io.ts";

/** What `--quiet` holds back: it is shown where something goes wrong. */
export class HeldOutput implements Output {
  readonly isTerminal = false;
  text = "";
  #answerFrom = 0;

  write(data: string | Uint8Array): void {
    this.text += typeof data === "string" ? data : Buffer.from(data).toString("utf8");
  }

  async send(data: Uint8Array): Promise<void> {
    this.write(data);
  }

  windowSize(): { columns: number; rows: number } {
    return { columns: 0, rows: 0 };
  }

  /** From here on the engine speaks. */
  beginsAnswer(): void {
    this.#answerFrom = this.text.length;
  }

  get answer(): string {
    return this.text.slice(this.#answerFrom);
  }
}
