import { trimGoSpaceStart } from "#base/go-space.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { lineRange } from "../source-range.ts";

export const directiveNames = ["syntax", "escape", "check"] as const;

export type DirectiveName = (typeof directiveNames)[number];

/** A parser directive: `# name=value`. */
export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
  readonly line: number;
}

/** Reads directives from the first lines of a file, until a line is none. */
export class DirectiveReader {
  readonly found: Directive[] = [];
  readonly #comment: string;
  #line: number;
  #isDone = false;

  /** `comment`: what begins a comment; `line`: how many lines stand before. */
  constructor({ comment = "#", line = 0 }: { readonly comment?: string; readonly line?: number } = {}) {
    this.#comment = comment;
    this.#line = line;
  }

  /** @throws DockerfileError where a directive is there a second time */
  read(line: string): Directive | undefined {
    this.#line += 1;
    if (this.#isDone) return undefined;
    const [name, value] = partsOf(line, this.#comment) ?? [];
    if (name === undefined || value === undefined) {
      this.#isDone = true;
      return undefined;
    }
    if (this.found.some((known) => known.name === name)) {
      // BuildKit names the line before it.
      const ranges = this.#line > 1 ? [lineRange(this.#line - 1)] : [];
      throw new DockerfileError(`only one ${name} parser directive can be used`, ranges);
    }
    const directive = { name, value, line: this.#line };
    this.found.push(directive);
    return directive;
  }

  get isDone(): boolean {
    return this.#isDone;
  }
}

function partsOf(line: string, comment: string): readonly [name: DirectiveName, value: string] | undefined {
  if (!line.startsWith(comment)) return undefined;
  const text = trimGoSpaceStart(line.slice(comment.length)).replace(/[\t\n\f\r ]+$/, "");
  const [, word = "", value = ""] = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+)$/s.exec(text) ?? [];
  const name = directiveNames.find((known) => known === word.toLowerCase());
  return name === undefined ? undefined : [name, value];
}
