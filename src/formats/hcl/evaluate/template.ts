import type { Diagnostic } from "../diagnostic.ts";
import type { Expression } from "../syntax/ast.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { stringType } from "../value/type.ts";
import { elementsOf, isKnown, isNull, stringValue, textOf, unknownOf, type Value } from "../value/value.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";

const summary = "Invalid template interpolation value";

type Of<K> = Extract<Expression, { kind: K }>;

export function evaluateTemplate({ parts }: Of<"template">, scope: Scope | undefined, found: Diagnostic[]): Value {
  const texts: string[] = [];
  let isWhole = true;
  for (const part of parts) {
    const value = evaluate(part, scope, found);
    const text = isNull(value)
      ? refuse(found, part, "The expression result is null. Cannot include a null value in a string template.")
      : textIn(value, part, found, "Cannot include the given value in a string template");
    if (text === undefined) isWhole &&= isKnown(value);
    else texts.push(text);
  }
  return isWhole ? stringValue(texts.join("")) : unknownOf(stringType);
}

function refuse(found: Diagnostic[], { range }: Expression, detail: string): undefined {
  found.push({ summary, detail, subject: range });
  return undefined;
}

function textIn(value: Value, part: Expression, found: Diagnostic[], refusal: string): string | undefined {
  if (!isKnown(value)) return undefined;
  try {
    return textOf(convert(value, stringType));
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    return refuse(found, part, `${refusal}: ${error.message}.`);
  }
}

/** The strings that a `for` directive makes, as one. */
export function evaluateJoin(expression: Of<"join">, scope: Scope | undefined, found: Diagnostic[]): Value {
  const tuple = evaluate(expression.tuple, scope, found);
  if (!isKnown(tuple)) return unknownOf(stringType);
  const texts: string[] = [];
  for (const value of elementsOf(tuple)) {
    if (!isKnown(value)) return unknownOf(stringType);
    const text = isNull(value)
      ? refuse(found, expression, "An iteration result is null. Cannot include a null value in a string template.")
      : textIn(value, expression, found, "Cannot include one of the interpolation results into the string template");
    if (text !== undefined) texts.push(text);
  }
  return stringValue(texts.join(""));
}
