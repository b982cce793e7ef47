import type { Branch, Command, Node, Operand, Pipe, Template } from "./ast.ts";
import { parseNumber, unquote } from "./constants.ts";
import { LexError, lex, type Token } from "./lex.ts";

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
  readonly #tokens: readonly Token[];
  readonly #defined = new Map<string, readonly Node[]>();
  #at = 0;
  #variables: string[] = ["$"];
  #rangeDepth = 0;

  constructor(source: string, options: ParseOptions) {
    this.#source = source;
    this.#options = options;
    this.#tokens = lex(source);
  }

  parse(): Template {
    const { nodes, ending } = this.#list();
    if (ending !== "eof") this.#fail(`unexpected {{${ending}}}`);
    return { name: this.#options.name, source: this.#source, body: nodes, defined: this.#defined };
  }

  #fail(message: string): never {
    throw new LexError(message, this.#peek().start);
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#at++;
    return token;
  }

  #skipSpace(): Token {
    while (this.#peek().kind === "space") this.#at++;
    return this.#peek();
  }

  #list(): { nodes: Node[]; ending: Ending } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#next();
      if (token.kind === "end") return { nodes, ending: "eof" };
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.text });
        continue;
      }
      const first = this.#skipSpace();
      if (first.kind === "identifier" && (first.text === "end" || first.text === "else")) {
        this.#next();
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
          this.#next();
          return this.#branch(first.text);
        case "define":
          this.#next();
          this.#define();
          return undefined;
        case "block":
          this.#next();
          return this.#block();
        case "template":
          this.#next();
          return this.#template();
        case "break":
        case "continue":
          this.#next();
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
    if (ending === "eof") this.#fail("unexpected EOF");
    if (ending === "else") otherwise = this.#otherwise(kind);
    this.#variables.length = known;
    return { kind, pipe, body, otherwise };
  }

  #otherwise(kind: Branch["kind"]): readonly Node[] {
    const token = this.#skipSpace();
    if (token.kind === "identifier" && kind !== "range" && token.text === kind) {
      this.#next();
      return [this.#branch(kind)];
    }
    this.#closeAction("else");
    const { nodes, ending } = this.#list();
    if (ending === "eof") this.#fail("unexpected EOF");
    if (ending === "else") this.#fail(`expected end; found {{else}}`);
    return nodes;
  }

  #closeAction(context: string): void {
    const token = this.#skipSpace();
    if (token.kind !== "right") this.#unexpected(token, context);
    this.#next();
  }

  #unexpected(token: Token, context: string): never {
    if (token.kind === "end") this.#fail("unexpected EOF");
    this.#fail(`unexpected ${token.kind === "right" ? "{{end}}" : `<${token.text}>`} in ${context}`);
  }

  #nameOf(context: string): string {
    const token = this.#skipSpace();
    if (token.kind !== "string" && token.kind !== "raw") this.#unexpected(token, context);
    this.#next();
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
    if (ending === "eof") this.#fail("unexpected EOF");
    this.#variables = outer;
    return nodes;
  }

  #block(): Node {
    const { start } = this.#peek();
    const name = this.#nameOf("block clause");
    const pipe = this.#pipe("block clause", "right");
    this.#defined.set(name, this.#separate());
    return { kind: "template", name, pipe, start };
  }

  #template(): Node {
    const { start } = this.#skipSpace();
    const name = this.#nameOf("template clause");
    if (this.#skipSpace().kind === "right") {
      this.#next();
      return { kind: "template", name, pipe: undefined, start };
    }
    return { kind: "template", name, pipe: this.#pipe("template clause", "right"), start };
  }

  #jump(kind: "break" | "continue"): Node {
    if (this.#rangeDepth === 0) this.#fail(`{{${kind}}} outside {{range}}`);
    this.#closeAction(kind);
    return { kind };
  }

  #pipe(context: string, closer: "right" | "close"): Pipe {
    const { start } = this.#skipSpace();
    const { declared, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind === closer) {
        this.#next();
        if (commands.length === 0) this.#fail(`missing value for ${context}`);
        return { declared, assigns, commands, start };
      }
      if (token.kind === "pipe") {
        this.#next();
        continue;
      }
      commands.push(this.#command(context));
    }
  }

  #declarations(context: string): { declared: string[]; assigns: boolean } {
    const from = this.#at;
    const declared: string[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind !== "variable") break;
      this.#next();
      const after = this.#skipSpace();
      declared.push(token.text);
      if (after.kind === "comma" && context === "range" && declared.length < 2) {
        this.#next();
        continue;
      }
      if (after.kind !== "declare" && after.kind !== "assign") break;
      this.#next();
      const assigns = after.kind === "assign";
      if (!assigns) this.#variables.push(...declared);
      else for (const name of declared) this.#checkVariable(name);
      return { declared, assigns };
    }
    this.#at = from;
    return { declared: [], assigns: false };
  }

  #checkVariable(name: string): void {
    if (!this.#variables.includes(name)) this.#fail(`undefined variable "${name}"`);
  }

  #command(context: string): Command {
    const { start } = this.#skipSpace();
    const operands: Operand[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind === "pipe" || token.kind === "right" || token.kind === "close") break;
      operands.push(this.#operand(context));
    }
    if (operands.length === 0) this.#fail("empty command");
    return { operands, start };
  }

  #operand(context: string): Operand {
    const token = this.#next();
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
        this.#at--;
        return this.#unexpected(token, context === "command" ? "command" : context);
    }
  }

  #word(token: Token): Operand {
    const { text, start } = token;
    if (text === "nil") return { kind: "nil", start };
    if (text === "true" || text === "false") return { kind: "constant", value: text === "true", text, start };
    if (!this.#options.functions.has(text)) this.#fail(`function "${text}" not defined`);
    return { kind: "function", name: text, start };
  }

  #constant({ text, start }: Token, parse: () => unknown): Operand {
    try {
      return { kind: "constant", value: parse(), text, start };
    } catch (error) {
      return this.#fail((error as Error).message);
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
    while (this.#peek().kind === "field") {
      const token = this.#next();
      start ??= token.start;
      names.push(token.text.slice(1));
    }
    return { names, start };
  }
}
