import { quote } from "#base/strconv.ts";

/** The pieces of a template. `start` is the offset in the source, `line` counts from 1. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly line: number;
}

export type TokenKind =
  | "assign"
  | "bool"
  | "char"
  | "close"
  | "complex"
  | "declare"
  | "dot"
  | "end"
  /** `text` says what is wrong; nothing follows. */
  | "error"
  | "field"
  | "identifier"
  | "keyword"
  | "left"
  | "nil"
  | "number"
  | "open"
  /** A character that means nothing alone, such as a comma. */
  | "other"
  | "pipe"
  | "raw"
  | "right"
  | "space"
  | "string"
  | "text"
  | "variable";

const keywords = new Set("block break continue define else end if range template with".split(" "));
const spaces = new Set([" ", "\t", "\r", "\n"]);

/** Cuts a template into tokens; the last is `end` or `error`. @see https://pkg.go.dev/text/template for the grammar */
export function lex(source: string): Token[] {
  return new Lexer(source).run();
}

/** Ends the run: what cannot be read is the last token. */
class Unreadable extends Error {}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #start = 0;
  #line = 1;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    try {
      while (this.#text()) this.#action();
      this.#emit("end");
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#tokens.push({ kind: "error", text: error.message, start: this.#start, line: this.#line });
    }
    return this.#tokens;
  }

  /** Takes text up to an action; false at the end. */
  #text(): boolean {
    const open = this.#source.indexOf("{{", this.#at);
    const end = open < 0 ? this.#source.length : open;
    const trims = open >= 0 && this.#source[open + 2] === "-" && spaces.has(this.#source[open + 3] ?? "");
    const text = this.#source.slice(this.#at, end);
    this.#at += trims ? text.replace(/[ \t\r\n]+$/, "").length : text.length;
    if (this.#at > this.#start) this.#emit("text");
    this.#skipTo(end);
    if (open < 0) return false;
    this.#at = open + 2;
    const from = open + (trims ? 4 : 2);
    if (this.#source.startsWith("/*", from)) return this.#comment(from);
    this.#emit("left");
    this.#depth = 0;
    this.#skipTo(from);
    return true;
  }

  #comment(from: number): boolean {
    const end = this.#source.indexOf("*/", from);
    if (end < 0) this.#fail("unclosed comment");
    this.#at = end + 2;
    const close = this.#rightDelimiter();
    if (close === 0) this.#fail("comment ends before closing delimiter");
    this.#skipTo(this.#at + close);
    this.#trimAfter(close);
    return this.#text();
  }

  /** Length of the delimiter that closes an action here, with its mark for trimming; 0 where there is none. */
  #rightDelimiter(): number {
    if (spaces.has(this.#source[this.#at] ?? "") && this.#source.startsWith("-}}", this.#at + 1)) return 4;
    return this.#source.startsWith("}}", this.#at) ? 2 : 0;
  }

  /** Goes over the spaces that the mark of a closing delimiter takes away. */
  #trimAfter(delimiterLength: number): void {
    if (delimiterLength !== 4) return;
    let end = this.#at;
    while (spaces.has(this.#source[end] ?? "")) end++;
    this.#skipTo(end);
  }

  #action(): void {
    for (;;) {
      const close = this.#rightDelimiter();
      if (close > 0) {
        if (this.#depth > 0) this.#fail("unclosed left paren");
        if (close === 4) this.#skipTo(this.#at + 2);
        this.#at += 2;
        this.#emit("right");
        this.#trimAfter(close);
        return;
      }
      this.#inside();
    }
  }

  #inside(): void {
    const char = this.#source[this.#at];
    if (char === undefined) this.#fail("unclosed action");
    const next = this.#source[this.#at + 1] ?? "0";
    if (spaces.has(char)) this.#space();
    else if (char === "." && !(next >= "0" && next <= "9")) this.#name("field", "dot");
    else if (/[-+.0-9]/.test(char)) this.#number();
    else if (char === "$") this.#name("variable", "variable");
    else if (char === '"') this.#quoted("string", "unterminated quoted string");
    else if (char === "'") this.#quoted("char", "unterminated character constant");
    else if (char === "`") this.#rawQuoted();
    else if (isAlphaNumeric(this.#peekPoint())) this.#identifier();
    else this.#punctuation(char);
  }

  #punctuation(char: string): void {
    this.#at++;
    if (char === ":") {
      if (this.#source[this.#at] !== "=") this.#fail("expected :=");
      this.#at++;
      this.#emit("declare");
      return;
    }
    if (char === "(") this.#depth++;
    if (char === ")" && --this.#depth < 0) this.#fail("unexpected right paren");
    const kind = ({ "=": "assign", "|": "pipe", "(": "open", ")": "close" } as const)[char];
    if (kind === undefined && !/[\x20-\x7e]/.test(char)) {
      this.#at--;
      this.#fail(`unrecognized character in action: ${unicodeName(this.#peekPoint())}`);
    }
    this.#emit(kind ?? "other");
  }

  /** The space before a mark for trimming belongs to the mark. */
  #space(): void {
    while (spaces.has(this.#source[this.#at] ?? "")) this.#at++;
    if (this.#source.startsWith("-}}", this.#at)) this.#at--;
    if (this.#at > this.#start) this.#emit("space");
  }

  #identifier(): void {
    while (isAlphaNumeric(this.#peekPoint())) this.#at += this.#peekPoint().length;
    this.#checkTerminator();
    const word = this.#source.slice(this.#start, this.#at);
    const isBool = word === "true" || word === "false";
    this.#emit(keywords.has(word) ? "keyword" : word === "nil" ? "nil" : isBool ? "bool" : "identifier");
  }

  #name(kind: "field" | "variable", alone: TokenKind): void {
    this.#at++;
    const isAlone = this.#atTerminator();
    while (isAlphaNumeric(this.#peekPoint())) this.#at += this.#peekPoint().length;
    this.#checkTerminator();
    this.#emit(isAlone ? alone : kind);
  }

  #atTerminator(): boolean {
    const char = this.#source[this.#at];
    return char === undefined || spaces.has(char) || ".,|:)(".includes(char) || this.#source.startsWith("}}", this.#at);
  }

  #checkTerminator(): void {
    if (!this.#atTerminator()) this.#fail(`bad character ${unicodeName(this.#peekPoint())}`);
  }

  #quoted(kind: "string" | "char", message: string): void {
    const quote = this.#source[this.#at++];
    for (;;) {
      const char = this.#source[this.#at++];
      if (char === quote) break;
      const next = char === "\\" ? this.#source[this.#at++] : char;
      if (next === undefined || next === "\n") this.#fail(message);
    }
    this.#emit(kind);
  }

  #rawQuoted(): void {
    const end = this.#source.indexOf("`", this.#at + 1);
    if (end < 0) this.#fail("unterminated raw quoted string");
    this.#at = end + 1;
    this.#emit("raw");
  }

  #number(): void {
    this.#scanNumber();
    const sign = this.#source[this.#at];
    const isComplex = sign === "+" || sign === "-";
    if (isComplex) this.#scanNumber();
    if (isComplex && this.#source[this.#at - 1] !== "i") this.#badNumber();
    this.#emit(isComplex ? "complex" : "number");
  }

  #scanNumber(): void {
    const rest = this.#source.slice(this.#at);
    const pattern =
      /^[-+]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?)i?/;
    this.#at += pattern.exec(rest)?.[0].length ?? 0;
    if (!isAlphaNumeric(this.#peekPoint())) return;
    this.#at += this.#peekPoint().length;
    this.#badNumber();
  }

  #badNumber(): never {
    return this.#fail(`bad number syntax: ${quote(this.#source.slice(this.#start, this.#at))}`);
  }

  #peekPoint(): string {
    const point = this.#source.codePointAt(this.#at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  #emit(kind: TokenKind): void {
    const text = this.#source.slice(this.#start, this.#at);
    this.#tokens.push({ kind, text, start: this.#start, line: this.#line });
    this.#skipTo(this.#at);
  }

  #skipTo(end: number): void {
    for (let at = this.#start; at < end; at++) if (this.#source[at] === "\n") this.#line++;
    this.#at = end;
    this.#start = end;
  }

  #fail(message: string): never {
    throw new Unreadable(message);
  }
}

function isAlphaNumeric(char: string): boolean {
  return /^[\p{L}\p{Nd}_]$/u.test(char);
}

/** `U+0021 '!'`. */
function unicodeName(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[\p{C}]/u.test(char) ? `U+${code}` : `U+${code} '${char}'`;
}
