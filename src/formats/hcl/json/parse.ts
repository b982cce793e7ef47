import { EngineError } from "#base/errors.ts";
import { quote } from "#base/strconv.ts";
import { between, type Diagnostic, type Range, suggestion, throwIfWrong } from "../diagnostic.ts";
import { parseNumber } from "../value/big-float.ts";
import { type Node, type Property, startOf } from "./node.ts";
import { type JsonToken, type JsonTokenType, scanJson } from "./scan.ts";

const mostDepth = 200;

/** Reads a whole JSON file. @throws HclError */
export function parseJsonFile(text: string, file: string): Node {
  const parser = new Parser(scanJson(text, file));
  const node = parser.value(0);
  const { type, range } = parser.peek;
  if (parser.found.length === 0 && type !== "end")
    parser.report("Extraneous data after value", "Extra characters appear after the JSON value.", range);
  if (node.kind !== "object" && node.kind !== "array")
    parser.report(
      "Root value must be object",
      "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.",
      startOf(node),
    );
  throwIfWrong(parser.found);
  return node;
}

const valueStart = "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.";

/** What is not as it has to be is reported, and stands for no value. */
class Parser {
  readonly found: Diagnostic[] = [];
  readonly #tokens: readonly JsonToken[];
  #at = 0;

  constructor(tokens: readonly JsonToken[]) {
    this.#tokens = tokens;
  }

  get peek(): JsonToken {
    return this.#tokens[this.#at]!;
  }

  report(summary: string, detail: string, subject: Range): void {
    this.found.push({ summary, detail, subject });
  }

  #read(): JsonToken {
    const token = this.peek;
    if (token.type !== "end") this.#at += 1;
    return token;
  }

  value(depth: number): Node {
    const token = this.peek;
    if (depth > mostDepth) {
      const { file, start } = token.range;
      throw new EngineError("invalid-argument", `${file}:${start.line}: values are nested too deeply`);
    }
    const node = this.#value(token, depth);
    return node ?? { kind: "invalid", range: token.range };
  }

  /** Nothing for what is no value, which was reported. */
  #value(token: JsonToken, depth: number): Node | undefined {
    const report = (summary: string, detail: string): undefined => {
      this.report(summary, detail, token.range);
      return undefined;
    };
    switch (token.type) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case "number":
        return this.#literal(numberNode(this.#read()));
      case "string":
        return this.#literal(stringNode(this.#read()));
      case "word":
        return this.#literal(wordNode(this.#read()));
      case "}":
        return report("Missing JSON value", valueStart);
      case "]":
        return report("Missing array element value", valueStart);
      case "end":
        return report("Missing value", "The JSON data ends prematurely.");
      default:
        return report("Invalid start of value", valueStart);
    }
  }

  #literal(node: Node | Diagnostic): Node | undefined {
    if ("kind" in node) return node;
    this.found.push(node);
    return undefined;
  }

  /** Goes to after the bracket that closes what is open, from a token on; answers with where that is. */
  #recover(first: JsonToken, open: JsonTokenType, close: JsonTokenType): Range {
    let [token, depth] = [first, 1];
    while (token.type !== "end") {
      if (token.type === open) depth += 1;
      if (token.type === close) depth -= 1;
      if (token.type === close && depth <= 1) break;
      token = this.#read();
    }
    return this.peek.range;
  }

  #object(depth: number): Node | undefined {
    const open = this.#read();
    const properties: Property[] = [];
    while (this.peek.type !== "}") {
      const property = this.#property(depth);
      if (property === undefined || !this.#objectGoesOn(open)) return undefined;
      properties.push(property);
    }
    const close = this.#read();
    return {
      kind: "object",
      properties,
      openRange: open.range,
      closeRange: close.range,
      range: between(open.range, close.range),
    };
  }

  #property(depth: number): Property | undefined {
    const key = this.value(depth + 1);
    if (key.kind !== "string") {
      this.report("Invalid object property name", "A JSON object property name must be a string", startOf(key));
      return undefined;
    }
    const colon = this.#read();
    if (colon.type === ":") return { name: key.text, value: this.value(depth + 1), nameRange: key.range };
    this.#recover(colon, "{", "}");
    if (colon.type === "}" || colon.type === ",")
      this.report(
        "Missing object value",
        "A JSON object attribute must have a value, introduced by a colon.",
        colon.range,
      );
    else
      this.report(
        "Missing property value colon",
        colon.type === "="
          ? "JSON uses a colon as its name/value delimiter, not an equals sign."
          : "A colon must appear between an object property's name and its value.",
        colon.range,
      );
    return undefined;
  }

  #objectGoesOn(open: JsonToken): boolean {
    const next = this.peek;
    if (next.type === "}") return true;
    if (next.type === ",") return this.#commaGoesOn("}", "object", "property in an object");
    if (next.type === "end")
      this.report("Unclosed object", "No closing brace was found for this JSON object.", open.range);
    else {
      this.#read();
      if (next.type === "]")
        this.report("Mismatched braces", "A JSON object must be closed with a brace, not a bracket.", this.peek.range);
      else
        this.report(
          "Missing attribute seperator comma",
          "A comma must appear between each property definition in an object.",
          this.#recover(next, "{", "}"),
        );
    }
    return false;
  }

  #commaGoesOn(close: JsonTokenType, what: string, last: string): boolean {
    const comma = this.#read();
    if (this.peek.type !== close) return true;
    const detail = `JSON does not permit a trailing comma after the final ${last}.`;
    this.report(`Trailing comma in ${what}`, detail, comma.range);
    return false;
  }

  #array(depth: number): Node | undefined {
    const open = this.#read();
    const items: Node[] = [];
    while (this.peek.type !== "]") {
      items.push(this.value(depth + 1));
      if (!this.#arrayGoesOn(open)) return undefined;
    }
    const close = this.#read();
    return { kind: "array", items, openRange: open.range, range: between(open.range, close.range) };
  }

  #arrayGoesOn(open: JsonToken): boolean {
    const next = this.peek;
    if (next.type === "]") return true;
    if (next.type === ",") return this.#commaGoesOn("]", "array", "value in an array");
    const where = this.#recover(this.#read(), "[", "]");
    if (next.type === "end")
      this.report("Unclosed object", "No closing bracket was found for this JSON array.", open.range);
    else if (next.type === ":")
      this.report("Invalid array value", "A colon is not used to introduce values in a JSON array.", where);
    else if (next.type === "}")
      this.report("Mismatched brackets", "A JSON array must be closed with a bracket, not a brace.", where);
    else this.report("Missing attribute seperator comma", "A comma must appear between each value in an array.", where);
    return false;
  }
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function numberNode({ text, range }: JsonToken): Node | Diagnostic {
  const parsed = number.test(text) ? parseNumber(text) : undefined;
  if (parsed !== undefined) return { kind: "number", number: parsed, range };
  const detail = "There is a syntax error in the given JSON number.";
  return { summary: "Invalid JSON number", detail, subject: range };
}

const goodString = /^"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*/;

function stringNode({ text, range }: JsonToken): Node | Diagnostic {
  try {
    return { kind: "string", text: (JSON.parse(text) as string).toWellFormed(), range };
  } catch {
    const good = goodString.exec(text)![0];
    // The place is counted in bytes, and just after the character that does not fit.
    const bad = Buffer.byteLength(good) + (text[good.length] === "\\" ? 2 : 1);
    const start = { line: range.start.line, column: range.start.column + Math.min(bad, Buffer.byteLength(text)) };
    const subject = { file: range.file, start, end: { line: start.line, column: start.column + 1 } };
    return { summary: "Invalid JSON string", detail: "There is a syntax error in the given JSON string.", subject };
  }
}

function wordNode({ text, range }: JsonToken): Node | Diagnostic {
  if (text === "true" || text === "false") return { kind: "bool", value: text === "true", range };
  if (text === "null") return { kind: "null", range };
  const refused = (detail: string): Diagnostic => ({ summary: "Invalid JSON keyword", detail, subject: range });
  if (["undefined", "NaN", "Infinity"].includes(text))
    return refused(`The JavaScript identifier ${quote(text)} cannot be used in JSON.`);
  const meant = suggestion(text, ["false", "true", "null"]);
  const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  return refused(`${quote(text)} is not a valid JSON keyword.${hint}`);
}
