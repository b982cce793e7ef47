import { quote } from "#base/strconv.ts";
import { type Diagnostic, HclError, type Range, suggestion } from "../diagnostic.ts";
import { call, FunctionError, type HclFunction, type Parameter } from "../functions/function.ts";
import { type Call, type Expression, startRange } from "../syntax/ast.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { isSequence } from "../value/type.ts";
import { dynamicValue, elementsOf, isKnown, isNull, type Value } from "../value/value.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";

export function evaluateCall(expression: Call, scope: Scope | undefined, found: Diagnostic[]): Value {
  const called = scope?.function(expression.name);
  if (called === undefined) {
    found.push(unknownFunction(expression, scope));
    return dynamicValue;
  }
  const before = found.length;
  const args = expression.isExpanded ? expanded(expression, scope, found) : expression.args;
  if (args === undefined || found.length > before) return dynamicValue;
  const wrong = checkCount(expression, called, args);
  if (wrong !== undefined) {
    // What else was found counts no more.
    found.splice(before, Infinity, wrong);
    return dynamicValue;
  }
  const values = args.map((arg, at) => argument(arg, called.parameters[at] ?? called.rest!, scope, found));
  if (found.length > before) return dynamicValue;
  try {
    return scope!.budget.deeper(() => call(called, values));
  } catch (error) {
    found.push(failure(expression, called, args, error));
    return dynamicValue;
  }
}

function unknownFunction({ name, nameRange, range }: Call, scope: Scope | undefined): Diagnostic {
  if (scope === undefined)
    return { summary: "Function calls not allowed", detail: "Functions may not be called here.", subject: range };
  const meant = suggestion(name, scope.functionNames());
  const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
  return {
    summary: "Call to unknown function",
    detail: `There is no function named ${quote(name)}.${hint}`,
    subject: nameRange,
  };
}

/** The arguments, with those that the last one stands for. */
function expanded({ args }: Call, scope: Scope | undefined, found: Diagnostic[]): readonly Expression[] | undefined {
  const last = args.at(-1)!;
  const before = found.length;
  const value = evaluate(last, scope, found);
  if (found.length > before) return undefined;
  const isDynamic = value.type.kind === "dynamic";
  if (isNull(value) && (isDynamic || isSequence(value.type))) return refuse("must not be null");
  if (!isDynamic && !isSequence(value.type)) return refuse("must be of a tuple, list, or set type");
  if (!isKnown(value)) return undefined;
  const literals = elementsOf(value).map(
    (element) => ({ kind: "literal", value: element, range: last.range }) as const,
  );
  return [...args.slice(0, -1), ...literals];

  function refuse(what: string): undefined {
    const detail = `The expanding argument (indicated by ...) ${what}.`;
    found.push({ summary: "Invalid expanding argument value", detail, subject: last.range });
    return undefined;
  }
}

function checkCount(expression: Call, called: HclFunction, args: readonly Expression[]): Diagnostic | undefined {
  const { length } = called.parameters;
  const missing = called.parameters[args.length];
  const name = quote(expression.name);
  if (missing !== undefined) {
    const least = called.rest === undefined ? "" : " at least";
    const detail = `Function ${name} expects${least} ${length} argument(s). Missing value for ${quote(missing.name)}.`;
    return { summary: "Not enough function arguments", detail, subject: expression.closeRange };
  }
  if (called.rest !== undefined || args.length <= length) return undefined;
  const detail = `Function ${name} expects only ${length} argument(s).`;
  return { summary: "Too many function arguments", detail, subject: startRange(args[length]!) };
}

function argument(expression: Expression, taken: Parameter, scope: Scope | undefined, found: Diagnostic[]): Value {
  if (taken.decode !== undefined) return taken.decode(expression, scope, found);
  const value = evaluate(expression, scope, found);
  try {
    return convert(value, taken.type);
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    found.push(badArgument(taken, error.message, startRange(expression)));
    return value;
  }
}

function badArgument({ name }: Parameter, message: string, subject: Range): Diagnostic {
  return {
    summary: "Invalid function argument",
    detail: `Invalid value for ${quote(name)} parameter: ${message}.`,
    subject,
  };
}

function failure(expression: Call, called: HclFunction, args: readonly Expression[], error: unknown): Diagnostic {
  const isKnownError = error instanceof FunctionError || error instanceof Unconvertible || error instanceof HclError;
  if (!isKnownError) throw error;
  const at = error instanceof FunctionError ? error.argument : undefined;
  const blamed = at === undefined ? undefined : (called.parameters[at] ?? called.rest);
  if (at !== undefined && blamed !== undefined) {
    const arg = args[at];
    return badArgument(blamed, error.message, arg === undefined ? expression.range : startRange(arg));
  }
  return {
    summary: "Error in function call",
    detail: `Call to function ${quote(expression.name)} failed: ${error.message}.`,
    subject: startRange(expression),
  };
}
