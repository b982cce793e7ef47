import { quote } from "#base/strconv.ts";
import { between, type Diagnostic, type Range } from "../diagnostic.ts";
import type { Conditional } from "../syntax/ast.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import {
  boolType,
  type CollectionType,
  dynamicType,
  isCollection,
  type ObjectType,
  sameType,
  type TupleType,
  type Type,
  typeName,
} from "../value/type.ts";
import { unify } from "../value/unify.ts";
import { dynamicValue, isKnown, isNull, unknownOf, type Value } from "../value/value.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";

const inconsistent = "Inconsistent conditional result types";

/** Both results are of one type; what is wrong counts only of the one that is taken. */
export function evaluateConditional(expression: Conditional, scope: Scope | undefined, found: Diagnostic[]): Value {
  const [trueFound, falseFound]: [Diagnostic[], Diagnostic[]] = [[], []];
  const whenTrue = evaluate(expression.whenTrue, scope, trueFound);
  const whenFalse = evaluate(expression.whenFalse, scope, falseFound);
  const type = commonType(whenTrue, whenFalse);
  if (type === undefined) {
    const why = differences(whenTrue.type, whenFalse.type);
    const detail = `The true and false result expressions must have consistent types. ${why}.`;
    found.push({
      summary: inconsistent,
      detail,
      subject: between(expression.whenTrue.range, expression.whenFalse.range),
    });
    return dynamicValue;
  }
  const condition = conditionOf(expression, scope, found);
  if (condition === undefined) return unknownOf(type);
  found.push(...(condition ? trueFound : falseFound));
  const [taken, name, { range }] = condition
    ? ([whenTrue, "true", expression.whenTrue] as const)
    : ([whenFalse, "false", expression.whenFalse] as const);
  return asType(taken, type, `The ${name} result value has the wrong type`, range, found);
}

const isPlainNull = (value: Value): boolean => isNull(value) && value.type.kind === "dynamic";

function commonType(whenTrue: Value, whenFalse: Value): Type | undefined {
  if (isPlainNull(whenTrue)) return whenFalse.type;
  if (isPlainNull(whenFalse)) return whenTrue.type;
  if (whenTrue.type.kind === "dynamic" || whenFalse.type.kind === "dynamic") return dynamicType;
  return unify([whenTrue.type, whenFalse.type], true);
}

function asType(value: Value, type: Type, refusal: string, range: Range, found: Diagnostic[]): Value {
  if (type.kind === "dynamic") return value;
  try {
    return convert(value, type);
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    found.push({ summary: inconsistent, detail: `${refusal}: ${error.message}.`, subject: range });
    return unknownOf(type);
  }
}

/** `undefined` where the condition is not known, or none. */
function conditionOf({ condition }: Conditional, scope: Scope | undefined, found: Diagnostic[]): boolean | undefined {
  const value = evaluate(condition, scope, found);
  const refuse = (summary: string, detail: string): undefined => {
    found.push({ summary, detail, subject: condition.range });
    return undefined;
  };
  if (isNull(value))
    return refuse("Null condition", "The condition value is null. Conditions must either be true or false.");
  if (!isKnown(value)) return undefined;
  try {
    return convert(value, boolType).content === true;
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    return refuse("Incorrect condition type", "The condition expression must be of type bool.");
  }
}

function differences(whenTrue: Type, whenFalse: Type): string {
  const deeper =
    whenTrue.kind === "object" && whenFalse.kind === "object"
      ? objectDifference(whenTrue, whenFalse)
      : whenTrue.kind === "tuple" && whenFalse.kind === "tuple"
        ? tupleDifference(whenTrue, whenFalse)
        : isCollection(whenTrue) && isCollection(whenFalse)
          ? collectionDifference(whenTrue, whenFalse)
          : undefined;
  if (deeper !== undefined) return deeper;
  const [first, second] = [typeName(whenTrue), typeName(whenFalse)];
  if (first === second)
    return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value";
  return `The 'true' value is ${first}, but the 'false' value is ${second}`;
}

function objectDifference(whenTrue: ObjectType, whenFalse: ObjectType): string | undefined {
  const absent = (name: string, has: string, lacks: string): string =>
    `The '${has}' value includes object attribute ${quote(name)}, which is absent in the '${lacks}' value`;
  for (const [name, type] of whenTrue.attributes) {
    const other = whenFalse.attributes.get(name);
    if (other === undefined) return absent(name, "true", "false");
    if (!sameType(type, other)) return `Type mismatch for object attribute ${quote(name)}: ${differences(type, other)}`;
  }
  const extra = [...whenFalse.attributes.keys()].find((name) => !whenTrue.attributes.has(name));
  return extra === undefined ? undefined : absent(extra, "false", "true");
}

function tupleDifference(whenTrue: TupleType, whenFalse: TupleType): string | undefined {
  const [count, others] = [whenTrue.elements.length, whenFalse.elements.length];
  if (count !== others) return `The 'true' tuple has length ${count}, but the 'false' tuple has length ${others}`;
  const at = whenTrue.elements.findIndex((type, index) => !sameType(type, whenFalse.elements[index]!));
  if (at === -1) return undefined;
  return `Type mismatch for tuple element ${at}: ${differences(whenTrue.elements[at]!, whenFalse.elements[at]!)}`;
}

function collectionDifference(whenTrue: CollectionType, whenFalse: CollectionType): string | undefined {
  const [element, other] = [whenTrue.element, whenFalse.element];
  const isDeep = element.kind === other.kind && (element.kind === "object" || element.kind === "tuple");
  if (whenTrue.kind !== whenFalse.kind || !isDeep) return undefined;
  return `Mismatched ${whenTrue.kind} element types: ${differences(element, other)}`;
}
