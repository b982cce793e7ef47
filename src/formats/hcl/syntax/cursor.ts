import { EngineError } from "#base/errors.ts";
import type { Diagnostic, Range } from "../diagnostic.ts";
import { opposite, type Token, type TokenType } from "./token.ts";

const mostDepth = 200;

/** Reads tokens for the parser, and remembers what was wrong; after an error it skips to where the text makes sense again. */
export class Cursor {
  readonly diagnostics: Diagnostic[] = [];
  /** Whether there was an error from which on others may be only its consequences. */
  isRecovering = false;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  /** Whether newlines count, for each bracket that is open. */
  readonly #newlines: boolean[] = [true];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  #ahead(): { readonly token: Token; readonly next: number } {
    const countsNewlines = this.#newlines.at(-1)!;
    for (let at = this.#next; at < this.#tokens.length; at += 1) {
      const token = this.#tokens[at]!;
      if (token.type === "comment" && countsNewlines && token.text.endsWith("\n"))
        return { token: { type: "newline", text: "\n", range: token.range }, next: at + 1 };
      if (token.type === "comment" || (token.type === "newline" && !countsNewlines)) continue;
      return { token, next: at + 1 };
    }
    return { token: this.#tokens.at(-1)!, next: this.#tokens.length };
  }

  get peek(): Token {
    return this.#ahead().token;
  }

  read(): Token {
    const { token, next } = this.#ahead();
    this.#next = next;
    return token;
  }

  get previousRange(): Range {
    return this.#next === 0 ? this.peek.range : this.#tokens[this.#next - 1]!.range;
  }

  isAt(type: TokenType, text?: string): boolean {
    const { type: found, text: shown } = this.peek;
    return found === type && (text === undefined || text === shown);
  }

  /** Does `work` with newlines counting or not, as between brackets. */
  within<T>(countsNewlines: boolean, work: () => T): T {
    this.#newlines.push(countsNewlines);
    const result = work();
    this.#newlines.pop();
    return result;
  }

  /** Guards against texts nested so deeply that reading them would exhaust the stack. */
  deeper<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > mostDepth) {
      const { file, start } = this.peek.range;
      throw new EngineError("invalid-argument", `${file}:${start.line}: expressions and blocks are nested too deeply`);
    }
    const result = work();
    this.#depth -= 1;
    return result;
  }

  report(summary: string, detail: string, subject: Range): void {
    this.diagnostics.push({ summary, detail, subject });
  }

  /** As `report`, but for what may only follow from an error before. */
  reportUnlessRecovering(summary: string, detail: string, subject: Range): void {
    if (!this.isRecovering) this.report(summary, detail, subject);
  }

  /** Skips to after the token that closes what is open, and answers with it. */
  recover(end: TokenType): Token {
    const start = opposite[end];
    this.isRecovering = true;
    for (let nested = 0; ; ) {
      const token = this.read();
      const type = end === "template end" && token.type === "control" ? "interpolation" : token.type;
      if (type === "end") return token;
      if (type === start) nested += 1;
      else if (type === end) {
        if (nested === 0) return token;
        nested -= 1;
      }
    }
  }

  /** Skips past the next opening token and what closes it. */
  recoverOver(start: TokenType): Token {
    for (;;) {
      const { type } = this.read();
      if (type === start || type === "end") break;
    }
    return this.recover(opposite[start]!);
  }

  /** Skips to the line after an attribute or a block. */
  recoverAfterItem(): void {
    this.isRecovering = true;
    const open: TokenType[] = [];
    for (;;) {
      const { type } = this.read();
      if (type === "end" || (type === "newline" && open.length === 0)) return;
      if (opening.has(type)) open.push(type);
      else if (type === "template end") closeUntil(open, (one) => one === "interpolation" || one === "control");
      else if (closing.has(type)) closeUntil(open, (one) => one === opposite[type]);
    }
  }
}

const opening = new Set<TokenType>(["{", "[", "(", "open quote", "open heredoc", "interpolation", "control"]);
const closing = new Set<TokenType>(["}", "]", ")", "close quote", "close heredoc"]);

function closeUntil(open: TokenType[], isOpener: (type: TokenType) => boolean): void {
  while (open.length > 0 && !isOpener(open.at(-1)!)) open.pop();
  open.pop();
}
