import { LexError, type Token } from "./lex.ts";

/** A place among tokens. */
export class TokenCursor {
  /** Index of the token that comes next. */
  at = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[this.at] as Token;
  }

  /** Takes a token; the last, which is the end, stays. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.at++;
    return token;
  }

  /** The next token that is no space. */
  skipSpace(): Token {
    while (this.peek().kind === "space") this.at++;
    return this.peek();
  }

  fail(message: string): never {
    throw new LexError(message, this.peek().start);
  }

  /** Fails for want of something else than `token`. */
  unexpected(token: Token, context: string): never {
    if (token.kind === "end") this.fail("unexpected EOF");
    return this.fail(`unexpected ${token.kind === "right" ? "{{end}}" : `<${token.text}>`} in ${context}`);
  }
}
