import { quote } from "#base/strconv.ts";
import type { Token, TokenKind } from "./lex.ts";

/** A template that cannot be parsed. */
export class ParseError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** A place among tokens. */
export class TokenCursor {
  /** Index of the token that comes next. */
  at = 0;
  /** Line of the action that is being read; 0 outside of actions. */
  actionLine = 0;
  readonly #tokens: readonly Token[];
  readonly #name: string;
  #furthest = 0;

  /** `name` is the template's, for messages. */
  constructor(tokens: readonly Token[], name: string) {
    this.#tokens = tokens;
    this.#name = name;
  }

  /** The token that comes next, also when it is a space. */
  peek(): Token {
    const at = Math.min(this.at, this.#tokens.length - 1);
    this.#furthest = Math.max(this.#furthest, at);
    return this.#tokens[at] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  /** Skips spaces; the token behind them comes next. */
  peekNonSpace(): Token {
    while (this.peek().kind === "space") this.at++;
    return this.peek();
  }

  nextNonSpace(): Token {
    this.peekNonSpace();
    return this.next();
  }

  /** Takes a token of the kind. @throws ParseError for any other */
  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }

  fail(message: string): never {
    throw new ParseError(message, this.#tokens[this.#furthest]?.line ?? 1);
  }

  /** Fails for want of something else than `token`. */
  unexpected(token: Token, context: string): never {
    if (token.kind !== "error") return this.fail(`unexpected ${tokenText(token)} in ${context}`);
    if (this.actionLine === 0 || this.actionLine === token.line) return this.fail(token.text);
    const where = `started at ${this.#name}:${this.actionLine}`;
    return this.fail(token.text.endsWith(" action") ? `${token.text} ${where}` : `${token.text} in action ${where}`);
  }
}

function tokenText({ kind, text }: Token): string {
  if (kind === "end") return "EOF";
  // Words of the language, and the dot, which Go counts among them.
  if (kind === "keyword" || kind === "nil" || kind === "dot") return `<${text}>`;
  const chars = [...text];
  return chars.length > 10 ? `${quote(chars.slice(0, 10).join(""))}...` : quote(text);
}
