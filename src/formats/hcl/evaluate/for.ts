import { quote } from "#base/strconv.ts";
import type { Diagnostic, Range } from "../diagnostic.ts";
import type { For } from "../syntax/ast.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { boolType, stringType, typeName } from "../value/type.ts";
import {
  dynamicValue,
  entriesOf,
  isIterable,
  isKnown,
  isNull,
  objectValue,
  textOf,
  tupleValue,
  type Value,
} from "../value/value.ts";
import { evaluate } from "./evaluate.ts";
import { Scope } from "./scope.ts";

export function evaluateFor(expression: For, scope: Scope | undefined, found: Diagnostic[]): Value {
  const collection = evaluate(expression.collection, scope, found);
  const { range } = expression.collection;
  if (isNull(collection)) {
    const detail = "A null value cannot be used as the collection in a 'for' expression.";
    found.push({ summary: "Iteration over null value", detail, subject: range });
    return dynamicValue;
  }
  if (collection.type.kind === "dynamic") return dynamicValue;
  if (!isIterable(collection)) {
    const detail = `A value of type ${typeName(collection.type)} cannot be used as the collection in a 'for' expression.`;
    found.push({ summary: "Iteration over non-iterable value", detail, subject: range });
    return dynamicValue;
  }
  if (!isKnown(collection)) return dynamicValue;
  return new Loop(expression, scope ?? new Scope(new Map()), found).over(collection);
}

class Loop {
  readonly #for: For;
  readonly #scope: Scope;
  readonly #found: Diagnostic[];
  /** Whether nothing was wrong by which the result is not known. */
  #isWhole = true;

  constructor(expression: For, scope: Scope, found: Diagnostic[]) {
    this.#for = expression;
    this.#scope = scope;
    this.#found = found;
  }

  over(collection: Value): Value {
    if (!this.#conditionFits()) return dynamicValue;
    const entries = entriesOf(collection);
    return this.#for.key === undefined ? this.#tuple(entries) : this.#object(entries);
  }

  #refuse(summary: string, detail: string, subject: Range): void {
    this.#found.push({ summary, detail, subject });
  }

  #inner(key: Value, value: Value): Scope {
    const { keyName, valueName } = this.#for;
    const names: [string, Value][] = keyName === undefined ? [] : [[keyName, key]];
    return this.#scope.child([...names, [valueName, value]]);
  }

  /** Looks at the condition once without elements: it may be wrong whatever these are. */
  #conditionFits(): boolean {
    const { condition } = this.#for;
    if (condition === undefined) return true;
    const before = this.#found.length;
    const result = evaluate(condition, this.#inner(dynamicValue, dynamicValue), this.#found);
    if (isNull(result)) {
      this.#refuse("Condition is null", "The value of the 'if' clause must not be null.", condition.range);
      return false;
    }
    return this.#asBool(result) !== undefined && this.#found.length === before;
  }

  #asBool(value: Value): Value | undefined {
    try {
      return convert(value, boolType);
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      const detail = `The 'if' clause value is invalid: ${error.message}.`;
      if (this.#isWhole) this.#refuse("Invalid 'for' condition", detail, this.#for.condition!.range);
      this.#isWhole = false;
      return undefined;
    }
  }

  #includes(scope: Scope): boolean {
    const { condition } = this.#for;
    if (condition === undefined) return true;
    const value = evaluate(condition, scope, this.#found);
    if (isNull(value)) {
      const detail = "The value of the 'if' clause must not be null.";
      if (this.#isWhole) this.#refuse("Invalid 'for' condition", detail, condition.range);
      this.#isWhole = false;
      return false;
    }
    const isIncluded = this.#asBool(value);
    if (isIncluded !== undefined && !isKnown(isIncluded)) this.#isWhole = false;
    return isIncluded?.content === true;
  }

  #tuple(entries: readonly (readonly [Value, Value])[]): Value {
    const values: Value[] = [];
    for (const [key, value] of entries) {
      const scope = this.#inner(key, value);
      if (this.#includes(scope)) values.push(evaluate(this.#for.value, scope, this.#found));
    }
    return this.#isWhole ? tupleValue(values) : dynamicValue;
  }

  #object(entries: readonly (readonly [Value, Value])[]): Value {
    const groups = new Map<string, Value[]>();
    for (const [key, value] of entries) {
      const scope = this.#inner(key, value);
      const name = this.#includes(scope) ? this.#key(scope) : undefined;
      if (name === undefined) continue;
      this.#add(groups, name, evaluate(this.#for.value, scope, this.#found));
    }
    if (!this.#isWhole) return dynamicValue;
    return objectValue(
      [...groups].map(([name, values]) => [name, this.#for.isGrouped ? tupleValue(values) : values[0]!] as const),
    );
  }

  #add(groups: Map<string, Value[]>, name: string, value: Value): void {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else if (this.#for.isGrouped) group.push(value);
    else
      this.#refuse(
        "Duplicate object key",
        `Two different items produced the key ${quote(name)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
        this.#for.key!.range,
      );
  }

  #key(scope: Scope): string | undefined {
    const expression = this.#for.key!;
    const value = evaluate(expression, scope, this.#found);
    if (isNull(value)) return this.#badKey("Key expression in 'for' expression must not produce a null value.");
    if (!isKnown(value)) {
      this.#isWhole = false;
      return undefined;
    }
    try {
      return textOf(convert(value, stringType));
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      return this.#badKey(`The key expression produced an invalid result: ${error.message}.`);
    }
  }

  #badKey(detail: string): undefined {
    if (this.#isWhole) this.#refuse("Invalid object key", detail, this.#for.key!.range);
    this.#isWhole = false;
    return undefined;
  }
}
