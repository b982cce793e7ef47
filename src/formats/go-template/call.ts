import { type NumberValue, type Operand, placeText } from "./ast.ts";
import {
  anyType,
  canBeNil,
  type GoType,
  isAssignable,
  isSigned,
  isUnsigned,
  type Method,
  reflectValueType,
} from "./type.ts";
import { boxed, Value, zeroOf } from "./value.ts";

/** No value comes from a pipeline. */
export const missing = Symbol("missing");

/** What a pipeline hands to its next command, as the last argument. */
export type Final = typeof missing | { readonly value: Value | undefined };

/** What stands behind a name: operands, and what comes through the pipeline. */
export interface Given {
  readonly args: readonly Operand[];
  readonly final: Final;
}

export const nothing: Given = { args: [], final: missing };

export function hasArguments({ args, final }: Given): boolean {
  return args.length > 0 || final !== missing;
}

/** The evaluation that a call is part of. */
export interface CallContext extends Given {
  /** Notes the operand as the place, and gives its value. */
  evaluate(operand: Operand): Value | undefined;
  /** Notes the operand as the place. */
  at(operand: Operand): void;
  /** An error at the place. */
  fail(message: string): Error;
}

/** The arguments of a call, checked against what the function takes. @throws Error in Go's words */
export function callArguments(name: string, target: Method, context: CallContext): (Value | undefined)[] {
  const { args, final } = context;
  checkCount(name, target, context);
  const values = args.map((operand, index) => argument(operand, paramType(target, index), context));
  if (final !== missing) values.push(checkedType(final.value, paramType(target, values.length), context));
  return values;
}

function checkCount(name: string, { params, variadic }: Method, { args, final, fail }: CallContext): void {
  const count = args.length + (final === missing ? 0 : 1);
  if (variadic === true) {
    const least = params.length - 1;
    if (count < least) throw fail(`wrong number of args for ${name}: want at least ${least} got ${args.length}`);
  } else if (count !== params.length) {
    throw fail(`wrong number of args for ${name}: want ${params.length} got ${count}`);
  }
}

function paramType({ params }: Method, index: number): GoType {
  return params[Math.min(index, params.length - 1)] ?? anyType;
}

/** `and` and `or` look at no more of their arguments than they must. */
export function shortCircuit(
  name: string,
  target: Method,
  context: CallContext & { stops(value: Value | undefined): boolean },
): Value | undefined {
  checkCount(name, target, context);
  let value: Value | undefined;
  for (const operand of context.args) {
    value = argument(operand, reflectValueType, context);
    if (context.stops(value)) return value;
  }
  return context.final === missing ? value : context.final.value;
}

/** An operand as an argument of the type. */
function argument(operand: Operand, type: GoType, context: CallContext): Value | undefined {
  context.at(operand);
  switch (operand.kind) {
    case "nil":
      if (!canBeNil(type)) throw context.fail(`cannot assign nil to ${type.name}`);
      return type === reflectValueType ? undefined : zeroOf(type);
    case "bool":
    case "number":
    case "string":
      return constant(operand, type, context);
    default:
      return checkedType(context.evaluate(operand), type, context);
  }
}

type Constant = Extract<Operand, { kind: "bool" | "number" | "string" }>;

/** Constants take the type that is asked for. */
function constant(operand: Constant, type: GoType, context: CallContext): Value | undefined {
  const expected = (what: string): Error => context.fail(`expected ${what}; found ${placeText(operand)}`);
  if (type === reflectValueType) return context.evaluate(operand);
  if (type.kind === "interface") return boxed(context.evaluate(operand));
  if (type.kind === "bool") {
    if (operand.kind !== "bool") throw expected("bool");
    return new Value(type, operand.value);
  }
  if (type.kind === "string") {
    if (operand.kind !== "string") throw expected("string");
    return new Value(type, operand.value);
  }
  const number: NumberValue = operand.kind === "number" ? operand : {};
  if (isSigned(type.kind)) {
    if (number.int === undefined) throw expected("integer");
    return new Value(type, number.int);
  }
  if (isUnsigned(type.kind)) {
    if (number.uint === undefined) throw expected("unsigned integer");
    return new Value(type, number.uint);
  }
  if (type.kind === "float64") {
    if (number.float === undefined) throw expected("float");
    return new Value(type, number.float);
  }
  throw context.fail(`can't handle ${placeText(operand)} for arg of type ${type.name}`);
}

/** A value where the type is asked for; an interface and a pointer are followed once. */
function checkedType(value: Value | undefined, type: GoType, { fail }: CallContext): Value | undefined {
  if (type === reflectValueType) return value;
  if (value === undefined) {
    if (canBeNil(type)) return zeroOf(type);
    throw fail(`invalid value; expected ${type.name}`);
  }
  if (type.kind === "interface") return boxed(value);
  if (isAssignable(value.type, type)) return value;
  const inner = value.kind === "interface" ? (value.target ?? value) : value;
  if (isAssignable(inner.type, type)) return inner;
  if (inner.kind === "pointer" && inner.type.elem !== undefined && isAssignable(inner.type.elem, type)) {
    if (inner.target === undefined) throw fail(`dereference of nil pointer of type ${type.name}`);
    return inner.target;
  }
  throw fail(`wrong type for value; expected ${type.name}; got ${inner.type.name}`);
}
