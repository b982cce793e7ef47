import type { Position } from "../diagnostic.ts";
import { positionAfter } from "./text-position.ts";
import type { Token, TokenType } from "./token.ts";

/** What the text is: a configuration or an expression, or a template without quotes around it. */
export type LexMode = "main" | "template";
type Mode = LexMode | "string" | "heredoc";

const spaces = /[ \t]+/y;
const mainTokens: readonly (readonly [RegExp, TokenType | "symbol"])[] = [
  [/\d(?:(?:\d|\.|[eE][+-]?\d)*(?:\d|[eE][+-]?\d))?/y, "number"],
  [/[\p{ID_Start}_][\p{ID_Continue}-]*/uy, "identifier"],
  [/(?:#|\/\/)[^\n]*\n?/y, "comment"],
  [/\r?\n/y, "newline"],
  [/"/y, "open quote"],
  [/<<-?[\p{ID_Start}_][\p{ID_Continue}-]*\r?\n/uy, "open heredoc"],
  [/~\}/y, "template end"],
  [/\.\.\.|==|!=|>=|<=|&&|\|\||=>|[{}[\]().,*/%+\-=<>!?:&|~^;`']/y, "symbol"],
];
const sequenceStart = /([$%])\{~?/y;
/** A `$` or `%` that begins no sequence: alone, or doubled before a brace. */
const literalMark = String.raw`\$(?:\$\{~?|(?=[^{]))|%(?:%\{~?|(?=[^{]))`;
const quotedLiteral = new RegExp(String.raw`${literalMark}|(?:\\[^\r\n]|[^\r\n$%"\\])+`, "y");
const heredocLine = new RegExp(String.raw`(?:${literalMark}|[^\r\n$%]*)\r?\n`, "y");
const bareLiteral = new RegExp(String.raw`(?:${literalMark}|[^\r\n$%]+)(?:\r?\n)?|\r?\n`, "y");
const midlineLiteral = new RegExp(String.raw`${literalMark}|[^\r\n$%]+`, "y");

interface Heredoc {
  readonly marker: string;
  isAtLineStart: boolean;
}

/** The tokens of a text that begins at `start`; one of type `end` is the last. */
export function lex(
  text: string,
  file: string,
  start: Position = { line: 1, column: 1 },
  mode: LexMode = "main",
): Token[] {
  return new Lexer(text.replace(/^\uFEFF/, ""), file, start, mode).run();
}

class Lexer {
  readonly #text: string;
  readonly #file: string;
  readonly #tokens: Token[] = [];
  readonly #modes: Mode[];
  readonly #heredocs: Heredoc[] = [];
  /** How many braces are open, and at which of them a template goes on. */
  #braces = 0;
  readonly #returns: number[] = [];
  #at = 0;
  /** From where on no comment of several lines has an end. */
  #unclosed = Infinity;
  #position: Position;

  constructor(text: string, file: string, start: Position, mode: LexMode) {
    this.#text = text;
    this.#file = file;
    this.#position = start;
    this.#modes = [mode];
  }

  run(): Token[] {
    while (this.#at < this.#text.length) {
      const mode = this.#modes.at(-1)!;
      if (mode === "main") this.#main();
      else if (!this.#sequence() && !this.#literal(mode)) this.#unmatched(mode);
    }
    this.#emit("end", "");
    return this.#tokens;
  }

  #emit(type: TokenType, text: string): void {
    const start = this.#position;
    this.#position = positionAfter(start, text);
    this.#at += text.length;
    this.#tokens.push({ type, text, range: { file: this.#file, start, end: this.#position } });
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #main(): void {
    const space = this.#match(spaces);
    if (space !== undefined) {
      this.#at += space.length;
      this.#position = { line: this.#position.line, column: this.#position.column + space.length };
      return;
    }
    if (this.#comment()) return;
    for (const [pattern, type] of mainTokens) {
      const text = this.#match(pattern);
      if (text === undefined) continue;
      if (type === "symbol") this.#symbol(text);
      else this.#token(type, text);
      return;
    }
    this.#invalid();
  }

  #comment(): boolean {
    if (!this.#text.startsWith("/*", this.#at) || this.#at >= this.#unclosed) return false;
    const end = this.#text.indexOf("*/", this.#at + 2);
    if (end === -1) this.#unclosed = this.#at;
    else this.#emit("comment", this.#text.slice(this.#at, end + 2));
    return end !== -1;
  }

  #token(type: TokenType, text: string): void {
    this.#emit(type, text);
    if (type === "open quote") this.#modes.push("string");
    if (type === "open heredoc") {
      this.#heredocs.push({ marker: text.replace(/^<<-?|\r?\n$/g, ""), isAtLineStart: true });
      this.#modes.push("heredoc");
    }
    if (type === "template end") this.#closeBrace();
  }

  #symbol(text: string): void {
    if (text === "{") this.#braces += 1;
    if (text !== "}") {
      this.#emit(text as TokenType, text);
      return;
    }
    const isEnd = this.#returns.at(-1) === this.#braces;
    this.#emit(isEnd ? "template end" : "}", text);
    this.#closeBrace();
  }

  #closeBrace(): void {
    if (this.#returns.at(-1) === this.#braces) {
      this.#returns.pop();
      this.#modes.pop();
    }
    this.#braces -= 1;
  }

  /** A `${` or `%{`, after which comes what is in the file itself. */
  #sequence(): boolean {
    const text = this.#match(sequenceStart);
    if (text === undefined) return false;
    this.#emit(text.startsWith("$") ? "interpolation" : "control", text);
    this.#braces += 1;
    this.#returns.push(this.#braces);
    const heredoc = this.#heredocs.at(-1);
    if (heredoc !== undefined) heredoc.isAtLineStart = false;
    this.#modes.push("main");
    return true;
  }

  #literal(mode: Mode): boolean {
    if (mode === "heredoc") return this.#heredocLiteral();
    if (mode === "template") return this.#emitMatch(bareLiteral, "string literal");
    if (this.#emitMatch(quotedLiteral, "quoted literal") || this.#emitMatch(/[\r\n]+/y, "quoted newline")) return true;
    if (!this.#emitMatch(/"/y, "close quote")) return false;
    this.#modes.pop();
    return true;
  }

  #emitMatch(pattern: RegExp, type: TokenType): boolean {
    const text = this.#match(pattern);
    if (text !== undefined) this.#emit(type, text);
    return text !== undefined;
  }

  #heredocLiteral(): boolean {
    const heredoc = this.#heredocs.at(-1)!;
    const line = this.#match(heredocLine);
    if (line === undefined) {
      heredoc.isAtLineStart = false;
      return this.#emitMatch(midlineLiteral, "string literal");
    }
    if (heredoc.isAtLineStart && line.trim() === heredoc.marker) {
      const end = /\r?\n$/.exec(line)![0];
      this.#emit("close heredoc", line.slice(0, -end.length));
      this.#emit("newline", end);
      this.#heredocs.pop();
      this.#modes.pop();
      return true;
    }
    heredoc.isAtLineStart = true;
    this.#emit("string literal", line);
    return true;
  }

  /** What no token begins with ends the text where templates are not in quotes. */
  #unmatched(mode: Mode): void {
    if (mode === "string") this.#invalid();
    else this.#emit(mode === "template" ? "string literal" : "invalid", this.#text.slice(this.#at));
  }

  #invalid(): void {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#emit(char === "\uFFFD" ? "bad utf8" : "invalid", char);
  }
}
