import { between } from "../diagnostic.ts";
import { parseNumber } from "../value/big-float.ts";
import { dynamicType, numberType } from "../value/type.ts";
import { dynamicValue, falseValue, nullOf, numberValue, trueValue, unknownOf, type Value } from "../value/value.ts";
import type { BinaryOperator, Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseCall } from "./parse-call.ts";
import { parseObject, parseTuple } from "./parse-collection.ts";
import { parseSteps } from "./parse-steps.ts";
import { parseTemplateParts } from "./parse-template.ts";
import type { Token, TokenType } from "./token.ts";

export function parseExpression(cursor: Cursor): Expression {
  return cursor.deeper(() => parseConditional(cursor));
}

/** Whether there was an error since as many diagnostics as `before`, after which nothing can be made of the rest. */
export function isLost(cursor: Cursor, before: number): boolean {
  return cursor.isRecovering && cursor.diagnostics.length > before;
}

function parseConditional(cursor: Cursor): Expression {
  const before = cursor.diagnostics.length;
  const start = cursor.peek.range;
  const condition = parseBinary(cursor, 0);
  if (isLost(cursor, before) || !cursor.isAt("?")) return condition;
  cursor.read();
  const whenTrue = parseExpression(cursor);
  if (isLost(cursor, before)) return condition;
  const colon = cursor.peek;
  if (colon.type !== ":") {
    const detail = "The conditional operator (...?...:...) requires a false expression, delimited by a colon.";
    cursor.report("Missing false expression in conditional", detail, colon.range);
    return condition;
  }
  cursor.read();
  const whenFalse = parseExpression(cursor);
  if (isLost(cursor, before)) return condition;
  return { kind: "conditional", condition, whenTrue, whenFalse, range: between(start, whenFalse.range) };
}

const levels: readonly (readonly TokenType[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  [">", ">=", "<", "<="],
  ["+", "-"],
  ["*", "/", "%"],
];
const mostOperators = 1000;

/** Operators of one level bind to the left. */
function parseBinary(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return parseWithSteps(cursor);
  const before = cursor.diagnostics.length;
  let left = parseBinary(cursor, level + 1);
  for (let count = 0; !isLost(cursor, before) && operators.includes(cursor.peek.type); count += 1) {
    const operator = cursor.read();
    const right = parseBinary(cursor, level + 1);
    if (isLost(cursor, before)) return left;
    const range = between(left.range, right.range);
    if (count === mostOperators) cursor.report("Invalid expression", "There are too many operators.", operator.range);
    if (count < mostOperators) left = { kind: "binary", operator: operator.type as BinaryOperator, left, right, range };
  }
  return left;
}

/** What can stand beside an operator. */
export function parseWithSteps(cursor: Cursor): Expression {
  return parseSteps(cursor, parseTerm(cursor));
}

function parseTerm(cursor: Cursor): Expression {
  const start = cursor.peek;
  switch (start.type) {
    case "(":
      return parseParentheses(cursor);
    case "number":
      cursor.read();
      return { kind: "literal", value: numberLiteral(cursor, start), range: start.range };
    case "identifier":
      cursor.read();
      if (cursor.isAt("(")) return parseCall(cursor, start);
      return nameExpression(start);
    case "open quote":
    case "open heredoc":
      return parseTemplate(cursor);
    case "-":
    case "!":
      return parseUnary(cursor, start.type);
    case "[":
      return parseTuple(cursor);
    case "{":
      return parseObject(cursor);
    default:
      return refuseTerm(cursor, start);
  }
}

function refuseTerm(cursor: Cursor, { type, range }: Token): Expression {
  if (type === "end")
    cursor.reportUnlessRecovering(
      "Missing expression",
      "Expected the start of an expression, but found the end of the file.",
      range,
    );
  else
    cursor.reportUnlessRecovering(
      "Invalid expression",
      "Expected the start of an expression, but found an invalid expression token.",
      range,
    );
  cursor.isRecovering = true;
  return { kind: "literal", value: dynamicValue, range };
}

const words: Readonly<Record<string, Value>> = { true: trueValue, false: falseValue, null: nullOf(dynamicType) };

function nameExpression({ text: name, range }: Token): Expression {
  const value = Object.hasOwn(words, name) ? words[name] : undefined;
  if (value !== undefined) return { kind: "literal", value, range };
  return { kind: "variable", name, steps: [], rootRange: range, range };
}

export function numberLiteral(cursor: Cursor, { text, range }: Token): Value {
  const number = parseNumber(text);
  if (number !== undefined) return numberValue(number);
  cursor.report("Invalid number literal", "Failed to recognize the value of this number literal.", range);
  return unknownOf(numberType);
}

function parseParentheses(cursor: Cursor): Expression {
  const open = cursor.read();
  return cursor.within(false, () => {
    const before = cursor.diagnostics.length;
    const inner = parseExpression(cursor);
    if (cursor.diagnostics.length > before) {
      cursor.recover(")");
      return inner;
    }
    const close = cursor.peek;
    if (close.type !== ")") {
      const detail = "Expected a closing parenthesis to terminate the expression.";
      cursor.report("Unbalanced parentheses", detail, close.range);
      cursor.isRecovering = true;
    }
    cursor.read();
    return { kind: "parentheses", inner, range: between(open.range, close.range) };
  });
}

function parseUnary(cursor: Cursor, operator: "-" | "!"): Expression {
  const { range: symbolRange } = cursor.read();
  const operand = cursor.deeper(() => parseWithSteps(cursor));
  return { kind: "unary", operator, operand, symbolRange, range: between(symbolRange, operand.range) };
}

function parseTemplate(cursor: Cursor): Expression {
  const open = cursor.read();
  const end = open.type === "open quote" ? "close quote" : "close heredoc";
  const { parts, isWrapped } = parseTemplateParts(cursor, end, open.text.startsWith("<<-"));
  const range = between(open.range, cursor.previousRange);
  return isWrapped ? { kind: "wrap", inner: parts[0]!, range } : { kind: "template", parts, range };
}
