import { quote } from "#base/strconv.ts";
import type { Branch, Node, Pipe, Template } from "./ast.ts";
import { unquote } from "./constants.ts";
import { lex, type Token } from "./lex.ts";
import { PipeParser } from "./parse-pipe.ts";
import { ParseError, TokenCursor } from "./token-cursor.ts";

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
    if (!(error instanceof ParseError)) throw error;
    throw new Error(`template: ${options.name}:${error.line}: ${error.message}`, { cause: error });
  }
}

/** How a list of nodes ends. */
type Ending = "end" | "else";

class Parser {
  readonly #source: string;
  readonly #name: string;
  readonly #cursor: TokenCursor;
  readonly #pipes: PipeParser;
  readonly #defined = new Map<string, readonly Node[]>();
  #rangeDepth = 0;

  constructor(source: string, { name, functions }: ParseOptions) {
    this.#source = source;
    this.#name = name;
    this.#cursor = new TokenCursor(lex(source), name);
    this.#pipes = new PipeParser(this.#cursor, functions);
  }

  parse(): Template {
    const body: Node[] = [];
    while (this.#cursor.peek().kind !== "end") {
      if (this.#define()) continue;
      const node = this.#textOrAction();
      if (typeof node === "string") this.#cursor.fail(`unexpected {{${node}}}`);
      body.push(node);
    }
    return { name: this.#name, source: this.#source, body, defined: this.#defined };
  }

  /** Takes a definition, which stands only outside of everything else. */
  #define(): boolean {
    const cursor = this.#cursor;
    const { at } = cursor;
    if (cursor.next().kind !== "left" || !isKeyword(cursor.nextNonSpace(), "define")) {
      cursor.at = at;
      return false;
    }
    const context = "define clause";
    const name = this.#templateName(context);
    cursor.expect("right", context);
    this.#separate(name, context);
    return true;
  }

  #templateName(context: string): string {
    const token = this.#cursor.nextNonSpace();
    if (token.kind !== "string" && token.kind !== "raw") this.#cursor.unexpected(token, context);
    try {
      return unquote(token.text);
    } catch (error) {
      return this.#cursor.fail((error as Error).message);
    }
  }

  /** Reads a template with variables of its own. */
  #separate(name: string, context: string): void {
    const outer = { variables: this.#pipes.variables, rangeDepth: this.#rangeDepth };
    this.#cursor.actionLine = 0;
    this.#pipes.variables = ["$"];
    this.#rangeDepth = 0;
    const { nodes, ending } = this.#list();
    if (ending !== "end") this.#cursor.fail(`unexpected {{${ending}}} in ${context}`);
    this.#pipes.variables = outer.variables;
    this.#rangeDepth = outer.rangeDepth;
    this.#add(name, nodes);
  }

  #add(name: string, nodes: readonly Node[]): void {
    const known = this.#defined.get(name);
    if (known === undefined || isEmpty(known)) this.#defined.set(name, nodes);
    else if (!isEmpty(nodes)) this.#cursor.fail(`template: multiple definition of template ${quote(name)}`);
  }

  #list(): { readonly nodes: Node[]; readonly ending: Ending } {
    const nodes: Node[] = [];
    while (this.#cursor.peekNonSpace().kind !== "end") {
      const node = this.#textOrAction();
      if (typeof node === "string") return { nodes, ending: node };
      nodes.push(node);
    }
    return this.#cursor.fail("unexpected EOF");
  }

  #textOrAction(): Node | Ending {
    const token = this.#cursor.nextNonSpace();
    if (token.kind === "text") return { kind: "text", text: token.text };
    if (token.kind !== "left") this.#cursor.unexpected(token, "input");
    this.#cursor.actionLine = token.line;
    try {
      return this.#action();
    } finally {
      this.#cursor.actionLine = 0;
    }
  }

  #action(): Node | Ending {
    const token = this.#cursor.nextNonSpace();
    switch (token.kind === "keyword" ? token.text : "") {
      case "if":
      case "with":
      case "range":
        return this.#branch(token.text as Branch["kind"]);
      case "block":
        return this.#block();
      case "template":
        return this.#template();
      case "break":
      case "continue":
        return this.#jump(token.text as "break" | "continue");
      case "else":
        return this.#else();
      case "end":
        this.#cursor.expect("right", "end");
        return "end";
    }
    this.#cursor.at--;
    const { start } = this.#cursor.peek();
    return { kind: "action", pipe: this.#pipes.pipe("command", "right"), start };
  }

  /** Leaves the word behind `else` to come next where it begins a branch. */
  #else(): Ending {
    const token = this.#cursor.peekNonSpace();
    if (!isKeyword(token, "if") && !isKeyword(token, "with")) this.#cursor.expect("right", "else");
    return "else";
  }

  #branch(kind: Branch["kind"]): Branch {
    const known = this.#pipes.variables.length;
    const pipe = this.#pipes.pipe(kind, "right");
    if (kind === "range") this.#rangeDepth++;
    const { nodes: body, ending } = this.#list();
    if (kind === "range") this.#rangeDepth--;
    const otherwise = ending === "else" ? this.#otherwise(kind) : [];
    this.#pipes.variables.length = known;
    return { kind, pipe, body, otherwise };
  }

  #otherwise(kind: Branch["kind"]): readonly Node[] {
    if (kind !== "range" && isKeyword(this.#cursor.peek(), kind)) {
      this.#cursor.next();
      return [this.#branch(kind)];
    }
    const { nodes, ending } = this.#list();
    if (ending !== "end") this.#cursor.fail(`expected end; found {{${ending}}}`);
    return nodes;
  }

  #block(): Node {
    const context = "block clause";
    const { start } = this.#cursor.peekNonSpace();
    const name = this.#templateName(context);
    const pipe = this.#pipes.pipe(context, "right");
    this.#separate(name, context);
    return { kind: "template", name, pipe, start };
  }

  #template(): Node {
    const context = "template clause";
    const { start } = this.#cursor.peekNonSpace();
    const name = this.#templateName(context);
    let pipe: Pipe | undefined;
    if (this.#cursor.nextNonSpace().kind !== "right") {
      this.#cursor.at--;
      pipe = this.#pipes.pipe(context, "right");
    }
    return { kind: "template", name, pipe, start };
  }

  #jump(kind: "break" | "continue"): Node {
    this.#cursor.expect("right", `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.#cursor.fail(`{{${kind}}} outside {{range}}`);
    return { kind };
  }
}

function isKeyword({ kind, text }: Token, word: string): boolean {
  return kind === "keyword" && text === word;
}

function isEmpty(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === "text" && node.text.trim() === "");
}
