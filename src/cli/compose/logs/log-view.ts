import { localTimestamp } from "../../format/local-timestamp.ts";
import type { Output } from "../../io/io.ts";

export interface LogViewOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly isColored: boolean;
  /** Lines about watched files have a colour, wherever they go. */
  readonly isWatchColored?: boolean;
  readonly hasPrefix: boolean;
  readonly hasTimestamps: boolean;
  /** What stands below the lines goes before each of them and comes after it. */
  readonly below?: { clear(): void; show(): void } | undefined;
  now(): number;
}

type Paint = (text: string) => string;

const plain: Paint = (text) => text;
const painted =
  (code: string): Paint =>
  (text) =>
    `\x1b[${code}m${text}\x1b[0m`;

/** One after another, for the sources of lines. */
const rainbow = ["36", "33", "32", "35", "34", "36;1", "33;1", "32;1", "35;1", "34;1"].map(painted);

/** Whose lines are about watched files. */
export const watchSource = "#watch";
const watchPaint = painted("92");

/** Clears the line that the cursor is on. */
const resetLine = "\r\x1b[K";

/** Lines of several containers, each with the name of its own. */
export class LogView {
  readonly #paints = new Map<string, Paint>();
  #nextColor = 0;
  #width = 0;

  constructor(readonly options: LogViewOptions) {}

  /** Gives it its colour, and room for its name, before it has said anything. */
  introduce(source: string): void {
    this.#paint(source);
  }

  log(source: string, line: string): void {
    this.#write(this.options.stdout, source, line);
  }

  error(source: string, line: string): void {
    this.#write(this.options.stderr, source, line);
  }

  /** What became of a container, or of something that has no name. */
  status(source: string, text: string): void {
    const paint = this.#paint(source);
    this.#between(() => this.options.stdout.write(paint(`${resetLine}${source} ${text}\n`)));
  }

  #write(out: Output, source: string, text: string): void {
    const prefix = this.#prefix(source);
    const time = this.options.hasTimestamps ? `${localTimestamp(this.options.now())} ` : "";
    this.#between(() => {
      for (const line of text.split("\n")) out.write(`${prefix}${time}${line}\n`);
    });
  }

  #between(write: () => void): void {
    this.options.below?.clear();
    write();
    this.options.below?.show();
  }

  #prefix(source: string): string {
    const paint = this.#paint(source);
    if (!this.options.hasPrefix) return "";
    if (source === watchSource) return paint(`${" ".repeat(this.#width)} ⦿ `);
    return paint(`${source.padEnd(this.#width)} | `);
  }

  /** A hook's lines have the colour of its container. */
  #paint(source: string): Paint {
    const known = this.#paints.get(source);
    if (known !== undefined) return known;
    const [owner = ""] = source.split(" ");
    const paint = owner === source ? this.#ownPaint(source) : this.#paint(owner);
    this.#paints.set(source, paint);
    this.#width = Math.max(this.#width, source.length + 1);
    return paint;
  }

  #ownPaint(source: string): Paint {
    if (source === watchSource) return this.options.isWatchColored === true ? watchPaint : plain;
    if (!this.options.isColored || source === "") return plain;
    const paint = rainbow[this.#nextColor % rainbow.length]!;
    this.#nextColor += 1;
    return paint;
  }
}
