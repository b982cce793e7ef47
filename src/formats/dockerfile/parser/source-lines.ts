import { DockerfileError } from "../dockerfile-error.ts";
import { lineRange } from "../source-range.ts";

/** Bytes of the longest line, as BuildKit's scanner has it. */
const longestLine = 65_535;

/** Bytes of the longest Dockerfile. */
export const largestDockerfile = 16 << 20;

/** The lines of a Dockerfile, one after another. */
export class SourceLines {
  readonly #text: string;
  #at = 0;
  /** The number of the line read last; 0 before the first. */
  number = 0;
  /** Why there is no next line, where it is not the end. */
  problem: DockerfileError | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next line with its end; undefined after the last one, and where one is too long (`problem`). */
  next(): string | undefined {
    if (this.#at >= this.#text.length || this.problem !== undefined) return undefined;
    const feed = this.#text.indexOf("\n", this.#at);
    const line = this.#text.slice(this.#at, feed < 0 ? undefined : feed + 1);
    if (isTooLong(line)) {
      const message = `dockerfile line greater than max allowed size of ${longestLine}`;
      this.problem = new DockerfileError(message, this.number === 0 ? [] : [lineRange(this.number)]);
      return undefined;
    }
    this.#at += line.length;
    this.number += 1;
    return line;
  }
}

function isTooLong(line: string): boolean {
  // A UTF-16 unit is three bytes of UTF-8 at most.
  if (line.length * 3 <= longestLine) return false;
  return Buffer.byteLength(line.endsWith("\n") ? line.slice(0, -1) : line) > longestLine;
}

/** Without the carriage returns and line feeds at its end. */
export function withoutLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === "\n" || line[end - 1] === "\r")) end--;
  return line.slice(0, end);
}
