import type { Diagnostic, Range } from "../diagnostic.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Scope } from "../evaluate/scope.ts";
import { typeOf } from "../functions/type-expression.ts";
import { type Expression, keywordOf, type Step, startRange } from "../syntax/ast.ts";
import type { Type } from "../value/type.ts";
import type { Value } from "../value/value.ts";

/** A use of a variable: its name, and the steps from it into its value. */
export interface Reference {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The value of an attribute, in whichever syntax it is written. */
export interface HclExpression {
  readonly range: Range;
  readonly startRange: Range;
  evaluate(scope: Scope | undefined, found: Diagnostic[]): Value;
  references(): Reference[];
  /** Names of the functions that it calls. */
  calls(): string[];
  /** The name that it is, if it is but one. */
  keyword(): string | undefined;
  /** Its items, if it is a list of such. */
  items(): readonly HclExpression[] | undefined;
  type(found: Diagnostic[]): Type;
}

/** An expression of HCL's own syntax. */
export class NativeExpression implements HclExpression {
  readonly #expression: Expression;

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  get range(): Range {
    return this.#expression.range;
  }

  get startRange(): Range {
    return startRange(this.#expression);
  }

  evaluate(scope: Scope | undefined, found: Diagnostic[]): Value {
    return evaluate(this.#expression, scope, found);
  }

  references(): Reference[] {
    return referencesOf(this.#expression);
  }

  calls(): string[] {
    return callsOf(this.#expression);
  }

  keyword(): string | undefined {
    return keywordOf(this.#expression);
  }

  items(): readonly HclExpression[] | undefined {
    const expression = this.#expression;
    return expression.kind === "tuple" ? expression.items.map((item) => new NativeExpression(item)) : undefined;
  }

  type(found: Diagnostic[]): Type {
    return typeOf(this.#expression, found);
  }
}

/** What an expression consists of, with the names that are its own there. */
function parts(expression: Expression): readonly (readonly [part: Expression, names: readonly string[]])[] {
  const plain = (...all: readonly Expression[]) => all.map((part) => [part, []] as const);
  switch (expression.kind) {
    case "relative":
      return plain(expression.source);
    case "index":
      return plain(expression.collection, expression.key);
    case "parentheses":
    case "wrap":
      return plain(expression.inner);
    case "tuple":
      return plain(...expression.items);
    case "object":
      return plain(...expression.items.flatMap(({ key, value }) => [key, value]));
    case "key":
      return keywordOf(expression.inner) === undefined ? plain(expression.inner) : [];
    case "binary":
      return plain(expression.left, expression.right);
    case "unary":
      return plain(expression.operand);
    case "template":
      return plain(...expression.parts);
    case "join":
      return plain(expression.tuple);
    case "conditional":
      return plain(expression.condition, expression.whenTrue, expression.whenFalse);
    case "call":
      return plain(...expression.args);
    case "splat":
      return plain(expression.source, expression.each);
    case "for": {
      const names = [expression.keyName, expression.valueName].filter((name) => name !== undefined);
      const inner = [expression.key, expression.value, expression.condition].filter((part) => part !== undefined);
      return [[expression.collection, []], ...inner.map((part) => [part, names] as const)];
    }
    default:
      return [];
  }
}

export function referencesOf(expression: Expression, own: readonly string[] = []): Reference[] {
  if (expression.kind === "variable") return own.includes(expression.name) ? [] : [expression];
  return parts(expression).flatMap(([part, names]) => referencesOf(part, names.length > 0 ? [...own, ...names] : own));
}

export function callsOf(expression: Expression): string[] {
  const inner = parts(expression).flatMap(([part]) => callsOf(part));
  return expression.kind === "call" ? [expression.name, ...inner] : inner;
}
