import { quote } from "#base/strconv.ts";
import type { Command, Operand, Pipe } from "./ast.ts";
import { parseNumber, unquote, unquoteChar } from "./constants.ts";
import type { Token, TokenKind } from "./lex.ts";
import type { TokenCursor } from "./token-cursor.ts";

const operandKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "bool",
  "char",
  "complex",
  "dot",
  "field",
  "identifier",
  "nil",
  "number",
  "open",
  "raw",
  "string",
  "variable",
]);
const fixedKinds: ReadonlySet<Operand["kind"]> = new Set<Operand["kind"]>(["bool", "dot", "nil", "number", "string"]);

/** Parses pipelines. */
export class PipeParser {
  /** Those that are known here. */
  variables: string[] = ["$"];
  readonly #cursor: TokenCursor;
  readonly #functions: ReadonlySet<string>;

  constructor(cursor: TokenCursor, functions: ReadonlySet<string>) {
    this.#cursor = cursor;
    this.#functions = functions;
  }

  /** Parses up to `closer`; `context` names what it belongs to. @throws ParseError in Go's words */
  pipe(context: string, closer: "right" | "close"): Pipe {
    const { start } = this.#cursor.peekNonSpace();
    const { declared, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#cursor.nextNonSpace();
      if (token.kind === closer) break;
      if (!operandKinds.has(token.kind)) this.#cursor.unexpected(token, context);
      this.#cursor.at--;
      commands.push(this.#command());
    }
    this.#checkCommands(commands, context);
    return { kind: "pipe", declared, assigns, commands, start };
  }

  #checkCommands(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.#cursor.fail(`missing value for ${context}`);
    const fixed = commands.findIndex(({ operands: [first] }, at) => at > 0 && first && fixedKinds.has(first.kind));
    if (fixed > 0) this.#cursor.fail(`non executable command in pipeline stage ${fixed + 1}`);
  }

  #declarations(context: string): { readonly declared: string[]; readonly assigns: boolean } {
    const cursor = this.#cursor;
    const declared: string[] = [];
    for (;;) {
      const { kind, text } = cursor.peekNonSpace();
      if (kind !== "variable") return { declared, assigns: false };
      const { at } = cursor;
      cursor.next();
      const after = cursor.peekNonSpace();
      const comma = after.kind === "other" && after.text === ",";
      if (!comma && after.kind !== "assign" && after.kind !== "declare") {
        cursor.at = at;
        return { declared, assigns: false };
      }
      cursor.next();
      declared.push(text);
      this.variables.push(text);
      if (!comma) return { declared, assigns: after.kind === "assign" };
      if (context !== "range" || declared.length >= 2) cursor.fail(`too many declarations in ${context}`);
      if (!["variable", "right", "close"].includes(cursor.peekNonSpace().kind))
        cursor.fail("range can only initialize variables");
    }
  }

  #command(): Command {
    const { start } = this.#cursor.peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#cursor.peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#cursor.next();
      if (token.kind === "space") continue;
      if (token.kind === "right" || token.kind === "close") this.#cursor.at--;
      else if (token.kind !== "pipe") this.#cursor.unexpected(token, "operand");
      break;
    }
    if (operands.length === 0) this.#cursor.fail("empty command");
    return { kind: "command", operands, start };
  }

  /** Go names the place of a chain of fields by its second link. */
  #operand(): Operand | undefined {
    const term = this.#term();
    const { start, kind } = this.#cursor.peek();
    if (term === undefined || kind !== "field") return term;
    const names: string[] = [];
    while (this.#cursor.peek().kind === "field") names.push(this.#cursor.next().text.slice(1));
    if (term.kind === "field" || term.kind === "variable") return { ...term, names: [...term.names, ...names], start };
    if (fixedKinds.has(term.kind)) this.#cursor.fail(`unexpected . after term ${quote(fixedText(term))}`);
    return { kind: "chain", of: term, names, start };
  }

  #term(): Operand | undefined {
    const token = this.#cursor.nextNonSpace();
    const { kind, text, start } = token;
    switch (kind) {
      case "identifier":
        if (!this.#functions.has(text)) this.#cursor.fail(`function ${quote(text)} not defined`);
        return { kind, name: text, start };
      case "dot":
      case "nil":
        return { kind, start };
      case "variable":
        if (!this.variables.includes(text)) this.#cursor.fail(`undefined variable ${quote(text)}`);
        return { kind, name: text, names: [], start };
      case "field":
        return { kind, names: [text.slice(1)], start };
      case "bool":
        return { kind, value: text === "true", start };
      case "open":
        return this.pipe("parenthesized pipeline", "close");
      case "char":
      case "number":
      case "complex":
      case "string":
      case "raw":
        return this.#constant(token);
    }
    this.#cursor.at--;
    return undefined;
  }

  #constant({ kind, text, start }: Token): Operand {
    try {
      if (kind === "string" || kind === "raw") return { kind: "string", value: unquote(text), text, start };
      if (kind !== "char") return { kind: "number", ...parseNumber(text), text, start };
      const code = unquoteChar(text);
      return { kind: "number", int: BigInt(code), uint: BigInt(code), float: code, text, start };
    } catch (error) {
      return this.#cursor.fail((error as Error).message);
    }
  }
}

function fixedText(term: Operand): string {
  if (term.kind === "bool") return String(term.value);
  if (term.kind === "number" || term.kind === "string") return term.text;
  return term.kind === "nil" ? "nil" : ".";
}
