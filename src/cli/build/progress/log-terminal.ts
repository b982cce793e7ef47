/** What a program would show on a small terminal: its last lines, with carriage returns and erasing obeyed. */
export class LogTerminal {
  /** Cells; blanks are spaces. */
  #lines: string[][] = [[]];
  #column = 0;
  #row = 0;
  #height: number;
  #width: number;
  #rest = "";

  constructor(size: { readonly height: number; readonly width: number }) {
    this.#height = Math.max(size.height, 1);
    this.#width = Math.max(size.width, 1);
  }

  resize({ height, width }: { readonly height: number; readonly width: number }): void {
    this.#height = Math.max(height, 1);
    this.#width = Math.max(width, 1);
    this.#cut();
  }

  /** Those that have anything, each as wide as the terminal. */
  get shown(): readonly string[] {
    const texts = this.#lines.map((cells) => cells.slice(0, this.#width).join("").padEnd(this.#width));
    return texts.filter((text) => text.trim() !== "");
  }

  /** The lines that were reached. */
  get usedHeight(): number {
    return Math.min(Math.max(this.#lines.length, this.#row + 1), this.#height);
  }

  write(text: string): void {
    const all = this.#rest + text;
    const cut = /\x1b(?:\[[0-9;?]*)?$/.exec(all);
    this.#rest = cut === null ? "" : cut[0];
    const whole = all.slice(0, all.length - this.#rest.length);
    for (const [part, final] of whole.matchAll(/\x1b\[[0-9;?]*([@-~])|\x1b.|[^\x1b]/gsu))
      if (final !== undefined) this.#control(final, Number.parseInt(part.slice(2), 10) || 0);
      else if (!part.startsWith("\x1b")) this.#put(part);
  }

  #put(character: string): void {
    if (character === "\n") this.#newLine();
    else if (character === "\r") this.#column = 0;
    else if (character === "\b") this.#column = Math.max(0, this.#column - 1);
    else if (character === "\t") this.#column = Math.min(this.#width - 1, (Math.floor(this.#column / 8) + 1) * 8);
    else if (character >= " " && character !== "\x7f") this.#print(character);
  }

  #print(character: string): void {
    if (this.#column >= this.#width) this.#newLine();
    this.#drop();
    const cells = this.#cells;
    while (cells.length < this.#column) cells.push(" ");
    cells[this.#column++] = character;
  }

  get #cells(): string[] {
    const cells = this.#lines[this.#row] ?? [];
    this.#lines[this.#row] = cells;
    return cells;
  }

  #newLine(): void {
    this.#drop();
    this.#column = 0;
    this.#row++;
  }

  /** The oldest lines leave at the top: when something is printed, not already at the end of the line before. */
  #drop(): void {
    while (this.#lines.length <= this.#row) this.#lines.push([]);
    this.#cut();
  }

  #cut(): void {
    const over = Math.max(0, this.#lines.length - this.#height);
    this.#lines.splice(0, over);
    this.#row = Math.max(0, this.#row - over);
  }

  /** Moves within the lines, and erases; colours and all else are left out. */
  #control(final: string, count: number): void {
    const steps = Math.max(count, 1);
    if (final === "A") this.#row = Math.max(0, this.#row - steps);
    if (final === "B") this.#row = Math.min(this.#height - 1, this.#row + steps);
    if (final === "C") this.#column = Math.min(this.#width - 1, this.#column + steps);
    if (final === "D") this.#column = Math.max(0, this.#column - steps);
    if (final === "G") this.#column = Math.min(this.#width, steps) - 1;
    if (final === "K") this.#eraseLine(count);
    if (final === "J" && count === 2) for (const cells of this.#lines) cells.length = 0;
  }

  #eraseLine(what: number): void {
    const cells = this.#cells;
    if (what === 2) cells.length = 0;
    else if (what === 1) cells.fill(" ", 0, this.#column + 1);
    else cells.length = Math.min(cells.length, this.#column);
  }
}
