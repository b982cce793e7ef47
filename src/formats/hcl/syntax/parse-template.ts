import { quote } from "#base/strconv.ts";
import { atEnd, between, type Range, suggestion } from "../diagnostic.ts";
import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseNames } from "./parse-for.ts";
import { literalText } from "./string-literal.ts";
import { assemble } from "./template-directives.ts";
import { removeIndent, type TemplatePart, withoutLeading, withoutTrailing } from "./template-part.ts";
import type { Token, TokenType } from "./token.ts";

export interface TemplateParts {
  readonly parts: readonly Expression[];
  /** Whether it is one interpolation and nothing else. */
  readonly isWrapped: boolean;
  readonly range: Range;
}

/** A template, up to and with the token that ends it. */
export function parseTemplateParts(cursor: Cursor, end: TokenType, isIndented: boolean): TemplateParts {
  const { parts, range } = new PartReader(cursor, end).read();
  if (isIndented) removeIndent(parts);
  return {
    parts: assemble(parts, (summary, detail, subject) => cursor.report(summary, detail, subject)),
    isWrapped: parts.length === 2 && parts[0]!.kind === "value",
    range,
  };
}

class PartReader {
  readonly #cursor: Cursor;
  readonly #end: TokenType;
  readonly #parts: TemplatePart[] = [];
  readonly #start: Range;
  /** Whether the sequence before took the spaces after it, and whether the part before is a text. */
  #trims = false;
  #isAfterText = false;

  constructor(cursor: Cursor, end: TokenType) {
    this.#cursor = cursor;
    this.#end = end;
    this.#start = cursor.peek.range;
  }

  read(): { readonly parts: TemplatePart[]; readonly range: Range } {
    let last: Range | undefined;
    while (last === undefined) {
      const token = this.#cursor.read();
      if (token.type === this.#end) last = token.range;
      else last = this.#part(token);
    }
    if (this.#parts.length === 0) this.#parts.push({ kind: "text", text: "", range: atEnd(this.#start) });
    this.#parts.push({ kind: "end", range: last });
    return { parts: this.#parts, range: between(this.#start, last) };
  }

  /** Answers where the template ends if it does so by being wrong. */
  #part(token: Token): Range | undefined {
    const [trims, isAfterText] = [this.#trims, this.#isAfterText];
    [this.#trims, this.#isAfterText] = [false, false];
    switch (token.type) {
      case "string literal":
      case "quoted literal": {
        const text = literalText(this.#cursor, token);
        this.#parts.push({ kind: "text", text: trims ? withoutLeading(text) : text, range: token.range });
        this.#isAfterText = true;
        return undefined;
      }
      case "interpolation":
      case "control":
        if (isAfterText && token.text.endsWith("~")) this.#trimLast();
        this.#cursor.within(false, () => (token.type === "control" ? this.#control(token) : this.#value(token)));
        return undefined;
      default: {
        const detail = "No closing marker was found for the string.";
        this.#cursor.reportUnlessRecovering("Unterminated template string", detail, token.range);
        return this.#cursor.recover(this.#end).range;
      }
    }
  }

  #trimLast(): void {
    const last = this.#parts.at(-1);
    if (last?.kind === "text") last.text = withoutTrailing(last.text);
  }

  #value(open: Token): void {
    const expression = parseExpression(this.#cursor);
    const close = this.#cursor.peek;
    if (close.type === "template end") this.#close(close);
    else {
      if (!this.#cursor.isRecovering) this.#refuseClose(close);
      this.#cursor.recover("template end");
    }
    this.#parts.push({ kind: "value", expression, range: between(open.range, close.range) });
  }

  #close(close: Token): void {
    this.#cursor.read();
    this.#trims = close.text.startsWith("~");
  }

  #refuseClose(close: Token): void {
    const unclosed = "Unclosed template interpolation sequence";
    const nesting = "This might be caused by incorrect nesting inside the given expression.";
    const extra = "Extra characters after interpolation expression";
    const advice = 'escape it by starting with "$${" instead of just "${".';
    if (close.type === "end")
      this.#cursor.report(
        unclosed,
        `There is no closing brace for this interpolation sequence before the end of the file. ${nesting}`,
        this.#start,
      );
    else if (close.type === ":")
      this.#cursor.report(
        extra,
        `Template interpolation doesn't expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can ${advice}`,
        close.range,
      );
    else if ((close.type === "close quote" || close.type === "open quote") && this.#end === "close quote")
      this.#cursor.report(
        unclosed,
        `There is no closing brace for this interpolation sequence before the end of the quoted template. ${nesting}`,
        this.#start,
      );
    else
      this.#cursor.report(
        extra,
        `Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, ${advice}`,
        close.range,
      );
  }

  #control(open: Token): void {
    const keyword = this.#cursor.peek;
    if (keyword.type !== "identifier") {
      const detail = 'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.';
      this.#cursor.reportUnlessRecovering("Invalid template directive", detail, keyword.range);
      this.#cursor.recover("template end");
      return;
    }
    if (keyword.text !== "for") this.#cursor.read();
    const part = this.#directive(open, keyword);
    if (part === undefined) {
      this.#cursor.recover("template end");
      return;
    }
    this.#parts.push(part);
    const close = this.#cursor.peek;
    if (close.type === "template end") {
      this.#close(close);
      return;
    }
    this.#cursor.reportUnlessRecovering(
      `Extra characters in ${keyword.text} marker`,
      "Expected a closing brace to end the sequence, but found extra characters.",
      close.range,
    );
    this.#cursor.recover("template end");
  }

  #directive(open: Token, keyword: Token): TemplatePart | undefined {
    const range = (): Range => between(open.range, this.#cursor.peek.range);
    switch (keyword.text) {
      case "if": {
        const condition = parseExpression(this.#cursor);
        return { kind: "if", condition, range: range() };
      }
      case "else":
      case "endif":
      case "endfor":
        return { kind: keyword.text, range: range() };
      case "for": {
        const names = parseNames(this.#cursor, (what) =>
          this.#cursor.reportUnlessRecovering("Invalid 'for' directive", missing[what], this.#cursor.peek.range),
        );
        if (names === undefined) return undefined;
        const collection = parseExpression(this.#cursor);
        return { kind: "for", ...names, collection, range: range() };
      }
      default:
        this.#refuseKeyword(keyword);
        return undefined;
    }
  }

  #refuseKeyword({ text, range }: Token): void {
    const meant = suggestion(text, ["if", "for", "else", "endif", "endfor"]);
    const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
    const detail = `${quote(text)} is not a valid template control keyword.${hint}`;
    this.#cursor.reportUnlessRecovering("Invalid template control keyword", detail, range);
  }
}

const missing = {
  name: "For directive requires variable name after 'for'.",
  "value name": "For directive requires value variable name after comma.",
  in: "For directive requires 'in' keyword after names.",
};
