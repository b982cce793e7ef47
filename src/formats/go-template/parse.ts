import type { Branch, Command, Node, Operand, Pipe, Template } from "./ast.ts";
import { parseNumber, unquote } from "./constants.ts";
import { LexError, lex, type Token } from "./lex.ts";
import { TokenCursor } from "./token-cursor.ts";

export interface ParseOptions {
  /** Name of the template in messages. */
  readonly name: string;
  /** Names that may be called. */
  readonly functions: ReadonlySet<string>;
}

/** Parses a template. @throws Error in Go's words: `template: NAME:LINE: …`. */
export function parseTemplate(source: string, options: ParseOptions): Template {
  try {
    return new Parser(source, options).parse();
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    const line = source.slice(0, error.start).split("\n").length;
    throw new Error(`template: ${options.name}:${line}: ${error.message}`, { cause: error });
  }
}

/** Why a list of nodes ended. */
type Ending = "end" | "else" | "eof";

class Parser {
  readonly #source: string;
  readonly #options: ParseOptions;
  readonly #cursor: TokenCursor;
  readonly #defined = new Map<string, readonly Node[]>();
  #variables: string[] = ["$"];
  #rangeDepth = 0;

  constructor(source: string, options: ParseOptions) {
    this.#source = source;
    this.#options = options;
    this.#cursor = new TokenCursor(lex(source));
  }

  parse(): Template {
    const { nodes, ending } = this.#list();
    if (ending !== "eof") this.#cursor.fail(`unexpected {{${ending}}}`);
    return { name: this.#options.name, source: this.#source, body: nodes, defined: this.#defined };
  }

  #list(): { nodes: Node[]; ending: Ending } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#cursor.next();
      if (token.kind === "end") return { nodes, ending: "eof" };
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.text });
        continue;
      }
      const first = this.#cursor.skipSpace();
      if (first.kind === "identifier" && (first.text === "end" || first.text === "else")) {
        this.#cursor.next();
        if (first.text === "end") this.#closeAction("end");
        return { nodes, ending: first.text };
      }
      const node = this.#action(first);
      if (node !== undefined) nodes.push(node);
    }
  }

  #action(first: Token): Node | undefined {
    if (first.kind === "identifier") {
      switch (first.text) {
        case "if":
        case "with":
        case "range":
          this.#cursor.next();
          return this.#branch(first.text);
        case "define":
          this.#cursor.next();
          this.#define();
          return undefined;
        case "block":
          this.#cursor.next();
          return this.#block();
        case "template":
          this.#cursor.next();
          return this.#template();
        case "break":
        case "continue":
          this.#cursor.next();
          return this.#jump(first.text);
      }
    }
    return { kind: "action", pipe: this.#pipe("command", "right") };
  }

  #branch(kind: Branch["kind"]): Branch {
    const known = this.#variables.length;
    const pipe = this.#pipe(kind, "right");
    if (kind === "range") this.#rangeDepth++;
    const { nodes: body, ending } = this.#list();
    if (kind === "range") this.#rangeDepth--;
    let otherwise: readonly Node[] = [];
    if (ending === "eof") this.#cursor.fail("unexpected EOF");
    if (ending === "else") otherwise = this.#otherwise(kind);
    this.#variables.length = known;
    return { kind, pipe, body, otherwise };
  }

  #otherwise(kind: Branch["kind"]): readonly Node[] {
    const token = this.#cursor.skipSpace();
    if (token.kind === "identifier" && kind !== "range" && token.text === kind) {
      this.#cursor.next();
      return [this.#branch(kind)];
    }
    this.#closeAction("else");
    const { nodes, ending } = this.#list();
    if (ending === "eof") this.#cursor.fail("unexpected EOF");
    if (ending === "else") this.#cursor.fail(`expected end; found {{else}}`);
    return nodes;
  }

  #closeAction(context: string): void {
    const token = this.#cursor.skipSpace();
    if (token.kind !== "right") this.#cursor.unexpected(token, context);
    this.#cursor.next();
  }

  #nameOf(context: string): string {
    const token = this.#cursor.skipSpace();
    if (token.kind !== "string" && token.kind !== "raw") this.#cursor.unexpected(token, context);
    this.#cursor.next();
    return unquote(token.text);
  }

  #define(): void {
    const name = this.#nameOf("define clause");
    this.#closeAction("define clause");
    this.#defined.set(name, this.#separate());
  }

  #separate(): readonly Node[] {
    const outer = this.#variables;
    this.#variables = ["$"];
    const { nodes, ending } = this.#list();
    if (ending === "eof") this.#cursor.fail("unexpected EOF");
    this.#variables = outer;
    return nodes;
  }

  #block(): Node {
    const { start } = this.#cursor.peek();
    const name = this.#nameOf("block clause");
    const pipe = this.#pipe("block clause", "right");
    this.#defined.set(name, this.#separate());
    return { kind: "template", name, pipe, start };
  }

  #template(): Node {
    const { start } = this.#cursor.skipSpace();
    const name = this.#nameOf("template clause");
    if (this.#cursor.skipSpace().kind === "right") {
      this.#cursor.next();
      return { kind: "template", name, pipe: undefined, start };
    }
    return { kind: "template", name, pipe: this.#pipe("template clause", "right"), start };
  }

  #jump(kind: "break" | "continue"): Node {
    if (this.#rangeDepth === 0) this.#cursor.fail(`{{${kind}}} outside {{range}}`);
    this.#closeAction(kind);
    return { kind };
  }

  #pipe(context: string, closer: "right" | "close"): Pipe {
    const { start } = this.#cursor.skipSpace();
    const { declared, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#cursor.skipSpace();
      if (token.kind === closer) {
        this.#cursor.next();
        if (commands.length === 0) this.#cursor.fail(`missing value for ${context}`);
        return { declared, assigns, commands, start };
      }
      if (token.kind === "pipe") {
        this.#cursor.next();
        continue;
      }
      commands.push(this.#command(context));
    }
  }

  #declarations(context: string): { declared: string[]; assigns: boolean } {
    const from = this.#cursor.at;
    const declared: string[] = [];
    for (;;) {
      const token = this.#cursor.skipSpace();
      if (token.kind !== "variable") break;
      this.#cursor.next();
      const after = this.#cursor.skipSpace();
      declared.push(token.text);
      if (after.kind === "comma" && context === "range" && declared.length < 2) {
        this.#cursor.next();
        continue;
      }
      if (after.kind !== "declare" && after.kind !== "assign") break;
      this.#cursor.next();
      const assigns = after.kind === "assign";
      if (!assigns) this.#variables.push(...declared);
      else for (const name of declared) this.#checkVariable(name);
      return { declared, assigns };
    }
    this.#cursor.at = from;
    return { declared: [], assigns: false };
  }

  #checkVariable(name: string): void {
    if (!this.#variables.includes(name)) this.#cursor.fail(`undefined variable "${name}"`);
  }

  #command(context: string): Command {
    const { start } = this.#cursor.skipSpace();
    const operands: Operand[] = [];
    for (;;) {
      const token = this.#cursor.skipSpace();
      if (token.kind === "pipe" || token.kind === "right" || token.kind === "close") break;
      operands.push(this.#operand(context));
    }
    if (operands.length === 0) this.#cursor.fail("empty command");
    return { operands, start };
  }

  #operand(context: string): Operand {
    const token = this.#cursor.next();
    const { start } = token;
    switch (token.kind) {
      case "dot":
        return { kind: "dot", start };
      case "identifier":
        return this.#word(token);
      case "number":
        return this.#constant(token, () => parseNumber(token.text));
      case "char":
        return this.#constant(token, () => unquote(token.text).codePointAt(0) ?? 0);
      case "string":
      case "raw":
        return this.#constant(token, () => unquote(token.text));
      case "field":
        return this.#field(token);
      case "variable": {
        this.#checkVariable(token.text);
        const { names, start: second } = this.#names();
        return { kind: "variable", name: token.text, names, start: second ?? start };
      }
      case "open": {
        const pipe = this.#pipe("parenthesized pipeline", "close");
        const { names, start: second } = this.#names();
        return { kind: "chain", pipe, names, start: second ?? start };
      }
      default:
        this.#cursor.at--;
        return this.#cursor.unexpected(token, context === "command" ? "command" : context);
    }
  }

  #word(token: Token): Operand {
    const { text, start } = token;
    if (text === "nil") return { kind: "nil", start };
    if (text === "true" || text === "false") return { kind: "constant", value: text === "true", text, start };
    if (!this.#options.functions.has(text)) this.#cursor.fail(`function "${text}" not defined`);
    return { kind: "function", name: text, start };
  }

  #constant({ text, start }: Token, parse: () => unknown): Operand {
    try {
      return { kind: "constant", value: parse(), text, start };
    } catch (error) {
      return this.#cursor.fail((error as Error).message);
    }
  }

  /** Go names the place of a chain of fields by its second link. */
  #field(token: Token): Operand {
    const { names, start } = this.#names();
    return { kind: "field", names: [token.text.slice(1), ...names], start: start ?? token.start };
  }

  #names(): { names: string[]; start: number | undefined } {
    const names: string[] = [];
    let start: number | undefined;
    while (this.#cursor.peek().kind === "field") {
      const token = this.#cursor.next();
      start ??= token.start;
      names.push(token.text.slice(1));
    }
    return { names, start };
  }
}
