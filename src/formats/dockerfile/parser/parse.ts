import { trimGoSpace, trimGoSpaceStart } from "#base/go-space.ts";
import { DockerfileError, locating } from "../dockerfile-error.ts";
import { lineRange, type SourceRange } from "../source-range.ts";
import { readArguments } from "./arguments.ts";
import { type Directive, DirectiveReader } from "./directives.ts";
import { heredocsIn } from "./heredocs.ts";
import type { DockerfileNode, Heredoc } from "./node.ts";
import { largestDockerfile, SourceLines, withoutLineEnd } from "./source-lines.ts";
import { splitCommand } from "./split-command.ts";

export type EscapeCharacter = "\\" | "`";

export interface ParsedDockerfile {
  /** At least one. */
  readonly nodes: readonly DockerfileNode[];
  readonly escape: EscapeCharacter;
  readonly directives: readonly Directive[];
  /** Instructions with an empty line among their continued lines (rule NoEmptyContinuation): the last line of each. */
  readonly emptyContinuations: readonly SourceRange[];
}

/**
 * Reads the outer form of a Dockerfile: lines, directives, comments, continued lines, flags, heredocs.
 * @throws DockerfileError in BuildKit's words
 */
export function parseDockerfile(text: string): ParsedDockerfile {
  if (text === "") throw new DockerfileError("the Dockerfile cannot be empty");
  // A UTF-16 unit is three bytes of UTF-8 at most.
  if (text.length * 3 > largestDockerfile && Buffer.byteLength(text) > largestDockerfile)
    throw new DockerfileError("Dockerfile exceeds maximum allowed size");
  return new DockerfileParser(text).run();
}

class DockerfileParser {
  readonly #lines: SourceLines;
  readonly #directives = new DirectiveReader();
  readonly #nodes: DockerfileNode[] = [];
  readonly #emptyContinuations: SourceRange[] = [];
  #escape: EscapeCharacter = "\\";
  #comments: string[] = [];

  constructor(text: string) {
    this.#lines = new SourceLines(text.startsWith("\ufeff") ? text.slice(1) : text);
  }

  run(): ParsedDockerfile {
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) this.#outerLine(line);
    if (this.#nodes.length === 0) {
      const { number } = this.#lines;
      throw new DockerfileError("file with no instructions", number === 0 ? [] : [lineRange(number)]);
    }
    if (this.#lines.problem !== undefined) throw this.#lines.problem;
    return {
      nodes: this.#nodes,
      escape: this.#escape,
      directives: this.#directives.found,
      emptyContinuations: this.#emptyContinuations,
    };
  }

  /** A line that does not continue another one. */
  #outerLine(line: string): void {
    const bare = withoutLineEnd(line);
    const trimmed = trimGoSpaceStart(bare);
    if (trimmed.startsWith("#")) this.#comment(bare);
    const directive = this.#directives.read(trimmed);
    if (trimmed === "" || trimmed.startsWith("#")) {
      if (directive !== undefined) this.#directive(directive);
      return;
    }
    this.#instruction(bare, trimmed);
  }

  #comment(line: string): void {
    // BuildKit takes the first character away, even where the comment is indented.
    const comment = trimGoSpace(line.slice(1));
    if (comment === "") this.#comments = [];
    else this.#comments.push(comment);
  }

  #directive({ name, value, line }: Directive): void {
    this.#comments = [];
    if (name !== "escape") return;
    if (value !== "\\" && value !== "`") {
      const ranges = line > 1 ? [lineRange(line - 1)] : [];
      throw new DockerfileError(`invalid escape token '${value}' does not match \` or \\`, ranges);
    }
    this.#escape = value;
  }

  #instruction(bare: string, trimmed: string): void {
    const first = this.#lines.number;
    const start = { line: first, column: bare.length - trimmed.length + 1 };
    const { line, width } = this.#joined(trimmed, bare.length);
    const range = { start, end: { line: this.#lines.number, column: width + 1 } };
    const node = locating(range, () => this.#node(line, range));
    this.#nodes.push(node);
    this.#comments = [];
  }

  /** The line with those that continue it, and how wide the last one is. */
  #joined(first: string, firstWidth: number): { readonly line: string; readonly width: number } {
    let { text, continues } = this.#withoutContinuation(first);
    let width = firstWidth;
    let hasEmptyLine = false;
    const parts = [text];
    while (continues) {
      const next = this.#lines.next();
      if (next === undefined) break;
      const bare = withoutLineEnd(next);
      width = bare.length;
      const content = trimGoSpaceStart(bare);
      if (content.startsWith("#")) continue;
      if (content === "") {
        hasEmptyLine = true;
        continue;
      }
      ({ text, continues } = this.#withoutContinuation(bare));
      parts.push(text);
    }
    if (hasEmptyLine) this.#emptyContinuations.push(lineRange(this.#lines.number));
    return { line: parts.join(""), width };
  }

  /** An escape at the end continues the line, but not where another one stands before it. */
  #withoutContinuation(line: string): { text: string; continues: boolean } {
    let end = line.length;
    while (end > 0 && (line[end - 1] === " " || line[end - 1] === "\t")) end--;
    const continues = line[end - 1] === this.#escape && line[end - 2] !== this.#escape;
    return { text: continues ? line.slice(0, end - 1) : line, continues };
  }

  #node(line: string, range: SourceRange): DockerfileNode {
    const { word, flags, rest } = splitCommand(line, this.#escape);
    const { args = [], pairs = [], isJson = false, mayHaveHeredocs = false } = readArguments(word, rest, this.#escape);
    const announced = mayHaveHeredocs ? heredocsIn(line) : [];
    const heredocs = announced.map((heredoc) => this.#content(heredoc, range));
    const last = this.#lines.number;
    return {
      word,
      original: line,
      flags,
      args,
      pairs,
      isJson,
      heredocs,
      comments: this.#comments,
      range:
        heredocs.length === 0
          ? range
          : { ...range, end: { line: last, column: (heredocs.at(-1)?.name.length ?? 0) + 1 } },
    };
  }

  #content(heredoc: Heredoc, { start }: SourceRange): Heredoc {
    const lines: string[] = [];
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      const bare = withoutLineEnd(line);
      if ((heredoc.chomp ? bare.replace(/^\t+/, "") : bare) === heredoc.name)
        return { ...heredoc, content: lines.join("") };
      lines.push(line);
    }
    throw new DockerfileError("unterminated heredoc", [{ start, end: lineRange(this.#lines.number).end }]);
  }
}
