/** Widths as Docker's tables have them. */
export interface TabOptions {
  readonly minWidth: number;
  readonly padding: number;
  /** Cells are filled up with tabs that are so wide, instead of spaces. */
  readonly tabWidth?: number;
}

export const tableTabs: TabOptions = { minWidth: 10, padding: 3 };

/** As buildx sets facts out. */
export const factTabs: TabOptions = { minWidth: 1, padding: 1, tabWidth: 8 };

/**
 * Text whose cells end in tabs, with the cells of adjoining lines aligned by spaces.
 * @see https://pkg.go.dev/text/tabwriter for what a column is
 */
export function alignTabs(text: string, options: TabOptions = tableTabs): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  return new Aligner(lines, options).align();
}

class Aligner {
  readonly #lines: readonly (readonly string[])[];
  readonly #options: TabOptions;
  readonly #widths: number[] = [];
  readonly #out: string[] = [];

  constructor(lines: readonly (readonly string[])[], options: TabOptions) {
    this.#lines = lines;
    this.#options = options;
  }

  align(): string {
    this.#format(0, this.#lines.length);
    return this.#out.join("\n");
  }

  #format(from: number, to: number): void {
    const column = this.#widths.length;
    let start = from;
    for (let at = from; at < to; at++) {
      if (!this.#hasCell(at, column)) continue;
      this.#write(start, at);
      start = at;
      let width = this.#options.minWidth;
      for (; at < to && this.#hasCell(at, column); at++) {
        width = Math.max(width, textWidth(this.#lines[at]?.[column] ?? "") + this.#options.padding);
      }
      this.#widths.push(width);
      this.#format(start, at);
      this.#widths.pop();
      start = at;
    }
    this.#write(start, to);
  }

  /** The last cell of a line ends in no tab and belongs to no column. */
  #hasCell(line: number, column: number): boolean {
    return column < (this.#lines[line]?.length ?? 0) - 1;
  }

  #write(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const cells = this.#lines[at] ?? [];
      this.#out.push(cells.map((cell, index) => this.#padded(cell, index)).join(""));
    }
  }

  #padded(cell: string, index: number): string {
    const width = this.#widths[index];
    if (width === undefined) return cell;
    const { tabWidth } = this.#options;
    if (tabWidth === undefined) return cell + " ".repeat(Math.max(0, width - textWidth(cell)));
    const cellWidth = Math.ceil(width / tabWidth) * tabWidth;
    return cell + "\t".repeat(Math.ceil((cellWidth - textWidth(cell)) / tabWidth));
  }
}

function textWidth(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}
