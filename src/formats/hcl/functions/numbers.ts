import { quote } from "#base/strconv.ts";
import { calculate, compare } from "../evaluate/arithmetic.ts";
import {
  type BigFloat,
  compared,
  fromDouble,
  fromInteger,
  infinity,
  negated,
  toInteger,
  truncated,
} from "../value/big-float.ts";
import { boolType, typeName } from "../value/type.ts";
import { boolValue, equals, integerValue, numberOf, numberValue, textOf, type Value } from "../value/value.ts";
import { bool, double, integer, number } from "./arguments.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";

const ofNumber = (run: (value: BigFloat) => Value, name = "num"): HclFunction => ({
  parameters: [number(name)],
  run: ([value]) => run(numberOf(value!)),
});

const ofTwo = (run: (a: BigFloat, b: BigFloat) => Value): HclFunction => ({
  parameters: [number("a"), number("b")],
  run: ([a, b]) => run(numberOf(a!), numberOf(b!)),
});

/** The whole number below, or above. */
function toward(value: BigFloat, direction: -1 | 1): Value {
  if (value.isInfinite || value.exponent >= 0) return numberValue(value);
  const whole = truncated(value);
  const isBeyond = direction === 1 ? !value.isNegative : value.isNegative;
  return numberValue(fromInteger(isBeyond ? whole + BigInt(direction) : whole, value.precision));
}

function furthest(start: BigFloat, isFurther: (order: number) => boolean): HclFunction {
  return {
    parameters: [],
    rest: number("numbers"),
    run(args) {
      if (args.length === 0) throw new FunctionError("must pass at least one number");
      let found = start;
      for (const value of args.map(numberOf)) if (isFurther(compared(value, found))) found = value;
      return numberValue(found);
    },
  };
}

function parseInteger([given, baseValue]: readonly Value[]): Value {
  if (given!.type.kind !== "string")
    throw new FunctionError(`first argument must be a string, not ${typeName(given!.type)}`, 0);
  const base = integer(baseValue!, (message) => new FunctionError(message, 1));
  if (base < 2 || base > 62) throw new FunctionError("base must be a whole number between 2 and 62 inclusive", 1);
  const shown = textOf(given!);
  const found = integerIn(shown, base);
  if (found === undefined) throw new FunctionError(`cannot parse ${quote(shown)} as a base ${base} integer`, 0);
  return integerValue(found);
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const mostDigits = 10_000;

function integerIn(shown: string, base: number): bigint | undefined {
  const sign = shown.startsWith("-") ? -1n : 1n;
  const plain = shown.replace(/^[+-]/, "");
  if (plain === "" || plain.length > mostDigits) return undefined;
  let total = 0n;
  for (const char of plain) {
    // Up to 36 the letters count alike in both cases.
    const digit = digits.indexOf(base <= 36 ? char.toLowerCase() : char);
    if (digit === -1 || digit >= base) return undefined;
    total = total * BigInt(base) + BigInt(digit);
  }
  return sign * total;
}

export const numberFunctions: Readonly<Record<string, HclFunction>> = {
  absolute: ofNumber((value) => numberValue({ ...value, isNegative: false })),
  add: ofTwo((a, b) => calculate("+", a, b)),
  subtract: ofTwo((a, b) => calculate("-", a, b)),
  multiply: ofTwo((a, b) => calculate("*", a, b)),
  divide: ofTwo((a, b) => calculate("/", a, b)),
  modulo: ofTwo((a, b) => calculate("%", a, b)),
  greaterthan: ofTwo((a, b) => compare(">", a, b)),
  greaterthanorequalto: ofTwo((a, b) => compare(">=", a, b)),
  lessthan: ofTwo((a, b) => compare("<", a, b)),
  lessthanorequalto: ofTwo((a, b) => compare("<=", a, b)),
  negate: ofNumber((value) => numberValue(negated(value))),
  ceil: ofNumber((value) => toward(value, 1)),
  floor: ofNumber((value) => toward(value, -1)),
  int: ofNumber((value) =>
    value.isInfinite || toInteger(value) !== undefined ? numberValue(value) : integerValue(truncated(value)),
  ),
  min: furthest(infinity(false), (order) => order < 0),
  max: furthest(infinity(true), (order) => order > 0),
  log: {
    parameters: [number("num"), number("base")],
    run: ([value, base]) => fromFloat(Math.log(double(value!)) / Math.log(double(base!))),
  },
  pow: {
    parameters: [number("num"), number("power")],
    run: ([value, power]) => fromFloat(double(value!) ** double(power!)),
  },
  signum: { parameters: [number("num")], run: ([value]) => integerValue(Math.sign(integer(value!))) },
  parseint: { parameters: [parameter("number"), number("base")], run: parseInteger },
};

function fromFloat(value: number): Value {
  if (Number.isNaN(value)) throw new FunctionError("the result is not a number");
  return numberValue(fromDouble(value));
}

const any = (name: string) => parameter(name, undefined, { allowsNull: true });
const ofBools = (run: (a: boolean, b: boolean) => boolean): HclFunction => ({
  parameters: [bool("a"), bool("b")],
  run: ([a, b]) => boolValue(run(a!.content === true, b!.content === true)),
});

export const logicFunctions: Readonly<Record<string, HclFunction>> = {
  and: ofBools((a, b) => a && b),
  or: ofBools((a, b) => a || b),
  not: { parameters: [parameter("val", boolType)], run: ([value]) => boolValue(value!.content !== true) },
  equal: { parameters: [any("a"), any("b")], run: ([a, b]) => boolValue(equals(a!, b!)) },
  notequal: { parameters: [any("a"), any("b")], run: ([a, b]) => boolValue(!equals(a!, b!)) },
};
