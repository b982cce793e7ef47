import { EngineError } from "#base/errors.ts";
import { toDouble, toInteger } from "../value/big-float.ts";
import { boolType, numberType, stringType } from "../value/type.ts";
import { numberOf, textOf, type Value } from "../value/value.ts";
import { FunctionError, type HclFunction, type Parameter, parameter } from "./function.ts";

export const text = (name: string): Parameter => parameter(name, stringType);
export const number = (name: string): Parameter => parameter(name, numberType);
export const bool = (name: string): Parameter => parameter(name, boolType);

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** A whole number that a machine counts with. @throws FunctionError, the text of which `wrap` may put into a longer one */
export function integer(value: Value, wrap?: (message: string) => FunctionError): number {
  const exact = toInteger(numberOf(value));
  if (exact === undefined || exact < least || exact > most) {
    const message = `value must be a whole number, between ${least} and ${most}`;
    throw wrap?.(message) ?? new FunctionError(message);
  }
  return Number(exact);
}

export const double = (value: Value): number => toDouble(numberOf(value));

/** Of strings to a string. */
export function ofTexts(names: readonly string[], run: (...texts: string[]) => Value): HclFunction {
  return { parameters: names.map(text), run: (args) => run(...args.map(textOf)) };
}

/** Refuses what would be made too long, before it is made. */
export function checkLength(length: number): void {
  if (length > 32 << 20) throw new EngineError("resource-exhausted", "a value is too large");
}
