import { quote } from "#base/strconv.ts";
import { type Diagnostic, suggestion } from "../diagnostic.ts";
import type { BinaryOperator, Expression } from "../syntax/ast.ts";
import { keywordOf } from "../syntax/ast.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { boolType, numberType, stringType } from "../value/type.ts";
import {
  dynamicValue,
  isKnown,
  isNull,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  unknownOf,
  type Value,
} from "../value/value.ts";
import { applyBinary, applyUnary } from "./arithmetic.ts";
import { evaluateCall } from "./call.ts";
import { evaluateConditional } from "./conditional.ts";
import { evaluateFor } from "./for.ts";
import { follow, indexOf } from "./into.ts";
import type { Scope } from "./scope.ts";
import { evaluateSplat } from "./splat.ts";
import { evaluateJoin, evaluateTemplate } from "./template.ts";

/** What is wrong is added to `found`; the value is then partly or wholly unknown. Without a scope no name means anything. */
export function evaluate(expression: Expression, scope: Scope | undefined, found: Diagnostic[]): Value {
  scope?.budget.step();
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "variable":
      return evaluateVariable(expression, scope, found);
    case "relative":
      return follow(evaluate(expression.source, scope, found), expression.steps, found);
    case "index": {
      const collection = evaluate(expression.collection, scope, found);
      return indexOf(collection, evaluate(expression.key, scope, found), expression.bracketRange, found);
    }
    case "parentheses":
    case "wrap":
      return evaluate(expression.inner, scope, found);
    case "tuple":
      return tupleValue(expression.items.map((item) => evaluate(item, scope, found)));
    case "object":
      return evaluateObject(expression, scope, found);
    case "key":
      return evaluateKey(expression, scope, found);
    case "binary":
      return evaluateBinary(expression, scope, found);
    case "unary":
      return evaluateUnary(expression, scope, found);
    case "template":
      return evaluateTemplate(expression, scope, found);
    case "join":
      return evaluateJoin(expression, scope, found);
    case "conditional":
      return evaluateConditional(expression, scope, found);
    case "call":
      return evaluateCall(expression, scope, found);
    case "for":
      return evaluateFor(expression, scope, found);
    case "splat":
      return evaluateSplat(expression, scope, found);
    case "anonymous":
      return scope?.symbol(expression) ?? dynamicValue;
  }
}

type Of<K> = Extract<Expression, { kind: K }>;

function evaluateVariable(
  { name, steps, rootRange }: Of<"variable">,
  scope: Scope | undefined,
  found: Diagnostic[],
): Value {
  if (scope === undefined) {
    found.push({ summary: "Variables not allowed", detail: "Variables may not be used here.", subject: rootRange });
    return dynamicValue;
  }
  const value = scope.variable(name);
  if (value !== undefined) return follow(value, steps, found);
  const meant = suggestion(name, scope.names());
  const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  found.push({
    summary: "Unknown variable",
    detail: `There is no variable named ${quote(name)}.${hint}`,
    subject: rootRange,
  });
  return dynamicValue;
}

function evaluateObject({ items }: Of<"object">, scope: Scope | undefined, found: Diagnostic[]): Value {
  const entries: [string, Value][] = [];
  let isWhole = true;
  for (const item of items) {
    const before = found.length;
    const key = evaluate(item.key, scope, found);
    const isKeyWrong = found.length > before;
    const value = evaluate(item.value, scope, found);
    const name = isKeyWrong ? undefined : keyText(key, item.key, item.value, found);
    if (name === undefined) isWhole = false;
    else entries.push([name, value]);
  }
  return isWhole ? objectValue(entries) : dynamicValue;
}

function keyText(key: Value, expression: Expression, value: Expression, found: Diagnostic[]): string | undefined {
  if (isNull(key)) {
    found.push({ summary: "Null value as key", detail: "Can't use a null value as a key.", subject: value.range });
    return undefined;
  }
  try {
    const text = convert(key, stringType);
    return isKnown(text) ? textOf(text) : undefined;
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    const detail = `Can't use this value as a key: ${error.message}.`;
    found.push({ summary: "Incorrect key type", detail, subject: expression.range });
    return undefined;
  }
}

function evaluateKey(expression: Of<"key">, scope: Scope | undefined, found: Diagnostic[]): Value {
  const { inner, isComputed, range } = expression;
  if (isComputed) return evaluate(inner, scope, found);
  if (inner.kind === "variable" && inner.steps.length > 0) {
    const detail =
      "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.";
    found.push({ summary: "Ambiguous attribute key", detail, subject: range });
    return dynamicValue;
  }
  const name = keywordOf(inner);
  return name === undefined ? evaluate(inner, scope, found) : stringValue(name);
}

const isLogical = (operator: BinaryOperator): boolean => operator === "||" || operator === "&&";
const isEquality = (operator: BinaryOperator): boolean => operator === "==" || operator === "!=";
const isComparison = (operator: BinaryOperator): boolean => [">", ">=", "<", "<="].includes(operator);

function evaluateBinary(expression: Of<"binary">, scope: Scope | undefined, found: Diagnostic[]): Value {
  const { operator } = expression;
  const resultType = isLogical(operator) || isEquality(operator) || isComparison(operator) ? boolType : numberType;
  const operandType = isEquality(operator) ? undefined : isLogical(operator) ? boolType : numberType;
  const before = found.length;
  const given = [expression.left, expression.right].map((side) => evaluate(side, scope, found));
  const [left, right] = (["left", "right"] as const).map((side, at) =>
    operandType === undefined
      ? given[at]!
      : operand(given[at]!, operandType, `${side} operand`, expression[side], found),
  );
  if (found.length > before) return unknownOf(resultType);
  return attempt(expression, resultType, found, () => applyBinary(operator, left!, right!));
}

function operand(value: Value, type: Value["type"], what: string, expression: Expression, found: Diagnostic[]): Value {
  try {
    return convert(value, type);
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    const detail = `Unsuitable value for ${what}: ${error.message}.`;
    found.push({ summary: "Invalid operand", detail, subject: expression.range });
    return value;
  }
}

function evaluateUnary(expression: Of<"unary">, scope: Scope | undefined, found: Diagnostic[]): Value {
  const type = expression.operator === "!" ? boolType : numberType;
  const before = found.length;
  const value = operand(evaluate(expression.operand, scope, found), type, "unary operand", expression.operand, found);
  if (found.length > before) return unknownOf(type);
  return attempt(expression, type, found, () => applyUnary(expression.operator, value));
}

function attempt(expression: Expression, type: Value["type"], found: Diagnostic[], apply: () => Value): Value {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    const detail = `Error during operation: ${error.message}.`;
    found.push({ summary: "Operation failed", detail, subject: expression.range });
    return unknownOf(type);
  }
}
