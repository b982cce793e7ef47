import { quote } from "#base/strconv.ts";
import { callsOf, type HclExpression, NativeExpression, type Reference } from "../body/expression.ts";
import { type Diagnostic, HclError, type Position, type Range, rangeText } from "../diagnostic.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Scope } from "../evaluate/scope.ts";
import { typeOf } from "../functions/type-expression.ts";
import type { Expression } from "../syntax/ast.ts";
import { parseExpression, parseTemplate } from "../syntax/parse.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { dynamicType, stringType, type Type } from "../value/type.ts";
import {
  boolValue,
  dynamicValue,
  isKnown,
  isNull,
  nullOf,
  numberValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  type Value,
} from "../value/value.ts";
import { type Node, startOf } from "./node.ts";

type StringNode = Extract<Node, { kind: "string" }>;
type ObjectNode = Extract<Node, { kind: "object" }>;

/** A value of a JSON file as an expression: its strings are templates. */
export class JsonExpression implements HclExpression {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  get range(): Range {
    return this.#node.range;
  }

  get startRange(): Range {
    return startOf(this.#node);
  }

  evaluate(scope: Scope | undefined, found: Diagnostic[]): Value {
    return evaluateNode(this.#node, scope, found);
  }

  references(): Reference[] {
    return referencesIn(this.#node);
  }

  calls(): string[] {
    return [...new Set(callsIn(this.#node))];
  }

  keyword(): string | undefined {
    const { kind } = this.#node;
    return kind === "string" && /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test((this.#node as StringNode).text)
      ? (this.#node as StringNode).text
      : undefined;
  }

  items(): readonly HclExpression[] | undefined {
    return this.#node.kind === "array" ? this.#node.items.map((item) => new JsonExpression(item)) : undefined;
  }

  type(found: Diagnostic[]): Type {
    const expression = this.#node.kind === "string" ? read(this.#node, parseExpression, 0) : undefined;
    if (expression === undefined || expression instanceof HclError)
      return typeOf({ kind: "literal", value: dynamicValue, range: this.range }, found);
    return typeOf(expression, found);
  }
}

/** What a string says as an expression or a template; its text begins so many columns after it. */
function read(
  { text, range }: StringNode,
  parse: (text: string, file: string, start: Position) => Expression,
  columns: number,
): Expression | HclError {
  const start = { line: range.start.line, column: range.start.column + columns };
  try {
    return parse(text, range.file, start);
  } catch (error) {
    if (error instanceof HclError) return error;
    throw error;
  }
}

function evaluateNode(node: Node, scope: Scope | undefined, found: Diagnostic[]): Value {
  scope?.budget.step();
  switch (node.kind) {
    case "string": {
      if (scope === undefined) return stringValue(node.text);
      const template = read(node, parseTemplate, 1);
      if (!(template instanceof HclError)) return evaluate(template, scope, found);
      found.push(...template.diagnostics);
      return dynamicValue;
    }
    case "number":
      return numberValue(node.number);
    case "bool":
      return boolValue(node.value);
    case "null":
      return nullOf(dynamicType);
    case "array":
      return tupleValue(node.items.map((item) => evaluateNode(item, scope, found)));
    case "object":
      return evaluateObject(node, scope, found);
    default:
      return dynamicValue;
  }
}

function evaluateObject({ properties }: ObjectNode, scope: Scope | undefined, found: Diagnostic[]): Value {
  const entries = new Map<string, Value>();
  const ranges = new Map<string, Range>();
  let isWhole = true;
  for (const { name, value, nameRange } of properties) {
    const key = evaluateNode({ kind: "string", text: name, range: nameRange }, scope, found);
    const part = evaluateNode(value, scope, found);
    const shown = keyText(key, nameRange, found);
    if (!isKnown(key)) isWhole = false;
    if (shown === undefined) continue;
    const earlier = ranges.get(shown);
    if (earlier !== undefined) {
      const detail = `An attribute named ${quote(shown)} was already defined at ${rangeText(earlier)}.`;
      found.push({ summary: "Duplicate object attribute", detail, subject: nameRange });
      continue;
    }
    entries.set(shown, part);
    ranges.set(shown, nameRange);
  }
  return isWhole ? objectValue(entries) : dynamicValue;
}

function keyText(key: Value, subject: Range, found: Diagnostic[]): string | undefined {
  const refuse = (detail: string): undefined => {
    found.push({ summary: "Invalid object key expression", detail, subject });
    return undefined;
  };
  try {
    const text = convert(key, stringType);
    if (isNull(text)) return refuse("Cannot use null value as an object key.");
    return isKnown(text) ? textOf(text) : undefined;
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    return refuse(`Cannot use this expression as an object key: ${error.message}.`);
  }
}

/** The strings in a value: as keys of objects and by themselves. */
function stringsIn(node: Node): StringNode[] {
  if (node.kind === "string") return [node];
  if (node.kind === "array") return node.items.flatMap(stringsIn);
  if (node.kind !== "object") return [];
  return node.properties.flatMap(({ name, nameRange, value }) => [
    { kind: "string", text: name, range: nameRange } as const,
    ...stringsIn(value),
  ]);
}

function referencesIn(node: Node): Reference[] {
  return stringsIn(node).flatMap((string) => {
    const template = read(string, parseTemplate, 1);
    return template instanceof HclError ? [] : new NativeExpression(template).references();
  });
}

/** Calls count where a whole string is an expression. */
function callsIn(node: Node): string[] {
  return stringsIn(node).flatMap((string) => {
    const expression = read(string, parseExpression, 0);
    return expression instanceof HclError ? [] : callsOf(expression);
  });
}
