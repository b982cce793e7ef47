import type { BinaryOperator } from "../syntax/ast.ts";
import {
  type BigFloat,
  compared,
  divided,
  fromInteger,
  negated,
  product,
  rounded,
  sum,
  truncated,
} from "../value/big-float.ts";
import { Unconvertible } from "../value/convert.ts";
import { boolType, numberType } from "../value/type.ts";
import {
  boolValue,
  equals,
  isKnown,
  isNull,
  isWhollyKnown,
  numberOf,
  numberValue,
  unknownOf,
  type Value,
} from "../value/value.ts";

type Arithmetic = "+" | "-" | "*" | "/" | "%";
type Comparison = ">" | ">=" | "<" | "<=";

const impossible: Readonly<Record<Arithmetic, string>> = {
  "+": "can't compute sum of opposing infinities",
  "-": "can't subtract infinity from itself",
  "*": "can't multiply zero by infinity",
  "/": "can't divide zero by zero or infinity by infinity",
  "%": "can't use modulo with zero and infinity",
};

const operations: Readonly<Record<Arithmetic, (a: BigFloat, b: BigFloat) => BigFloat | undefined>> = {
  "+": sum,
  "-": (a, b) => sum(a, negated(b)),
  "*": product,
  "/": divided,
  "%": remainder,
};

/** @throws Unconvertible where no number comes of it */
export function calculate(operator: Arithmetic, a: BigFloat, b: BigFloat): Value {
  const result = operations[operator](a, b);
  if (result === undefined) throw new Unconvertible(impossible[operator]);
  return numberValue(result);
}

/** What a whole number of times `b` leaves of `a`; all of `a` for none of zero. */
function remainder(a: BigFloat, b: BigFloat): BigFloat | undefined {
  if (a.isInfinite || b.isInfinite) return product(a, b);
  if (b.mantissa === 0n) return a;
  const { precision } = a;
  const times = product(fromInteger(truncated(divided(a, b)!), precision), b)!;
  return rounded({ ...sum(a, negated(rounded({ ...times, precision })))!, precision });
}

const comparisons: Readonly<Record<Comparison, (order: number) => boolean>> = {
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

export function compare(operator: Comparison, a: BigFloat, b: BigFloat): Value {
  return boolValue(comparisons[operator](compared(a, b)));
}

function refuseNull(...values: readonly Value[]): void {
  if (values.some(isNull)) throw new Unconvertible("argument must not be null");
}

/** Operands are of the operator's type. @throws Unconvertible */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === "==" || operator === "!=") {
    if (!isWhollyKnown(left) || !isWhollyKnown(right)) return unknownOf(boolType);
    return boolValue(equals(left, right) === (operator === "=="));
  }
  refuseNull(left, right);
  const areKnown = isKnown(left) && isKnown(right);
  if (operator === "&&" || operator === "||") {
    if (!areKnown) return unknownOf(boolType);
    return boolValue(
      operator === "&&"
        ? left.content === true && right.content === true
        : left.content === true || right.content === true,
    );
  }
  if (operator === ">" || operator === ">=" || operator === "<" || operator === "<=")
    return areKnown ? compare(operator, numberOf(left), numberOf(right)) : unknownOf(boolType);
  return areKnown ? calculate(operator, numberOf(left), numberOf(right)) : unknownOf(numberType);
}

export function applyUnary(operator: "-" | "!", operand: Value): Value {
  refuseNull(operand);
  if (!isKnown(operand)) return operand;
  return operator === "!" ? boolValue(operand.content !== true) : numberValue(negated(numberOf(operand)));
}
