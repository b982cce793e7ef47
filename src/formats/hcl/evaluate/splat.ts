import type { Diagnostic } from "../diagnostic.ts";
import type { Splat } from "../syntax/ast.ts";
import { isSequence } from "../value/type.ts";
import {
  dynamicValue,
  elementsOf,
  isKnown,
  isNull,
  listValue,
  tupleValue,
  unknownOf,
  type Value,
} from "../value/value.ts";
import { evaluate } from "./evaluate.ts";
import { Scope } from "./scope.ts";

/** What is no sequence is taken as one of a single element, and null as one of none. */
export function evaluateSplat(splat: Splat, scope: Scope | undefined, found: Diagnostic[]): Value {
  const before = found.length;
  const source = evaluate(splat.source, scope, found);
  if (found.length > before) return dynamicValue;
  const isOne = !isSequence(source.type);
  if (isNull(source)) {
    if (isOne) return tupleValue([]);
    found.push({
      summary: "Splat of null value",
      detail: "Splat expressions (with the * symbol) cannot be applied to null sequences.",
      subject: splat.source.range,
    });
    return dynamicValue;
  }
  if (!isKnown(source)) return dynamicValue;
  const values = (isOne ? [source] : elementsOf(source)).map((element) => each(splat, element, scope, found));
  if (found.length > before) return dynamicValue;
  if (source.type.kind !== "list" && source.type.kind !== "set") return tupleValue(values);
  return values.length > 0 ? listValue(values) : listValue([], emptyElement(splat, source.type.element, scope));
}

function each(splat: Splat, element: Value, scope: Scope | undefined, found: Diagnostic[]): Value {
  const around = scope ?? new Scope(new Map());
  return evaluate(splat.each, around.withSymbol(splat.item, element), found);
}

/** Of which type the elements would be, if there were any. */
function emptyElement(splat: Splat, type: Value["type"], scope: Scope | undefined): Value["type"] {
  return each(splat, unknownOf(type), scope, []).type;
}
