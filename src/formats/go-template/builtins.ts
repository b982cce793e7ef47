import { compareValues, isEqual } from "./compare.ts";
import { escapeHtml, escapeJs, escapeQuery } from "./escape.ts";
import type { FunctionTable } from "./evaluate.ts";
import { formatArgument, plainVerb, printableValue, sprint } from "./format-value.ts";
import { indexValue, lengthOf, sliceValue } from "./indexing.ts";
import { sprintf } from "./printf.ts";
import { anyType, type Method, reflectValueType, stringType } from "./type.ts";
import { goBool, goInt, goString, indirectInterface, isTrue, type Value } from "./value.ts";

type Values = readonly (Value | undefined)[];

/** Go's own functions. @see https://pkg.go.dev/text/template#hdr-Functions */
export const builtins: FunctionTable = {
  // These two are run by the evaluator, which looks at no more of their arguments than it must.
  and: values(1, (args) => args.at(-1)),
  or: values(1, (args) => args.at(-1)),
  not: { params: [reflectValueType], call: ([value]) => goBool(!isTrue(value)) },
  // The evaluator adds the name of what is called.
  call: values(1, ([value, ...rest]) => callValue(value, rest.at(-1))),
  len: { params: [reflectValueType], call: ([value]) => goInt(lengthOf(value)) },
  index: values(1, ([value, ...keys]) => indexValue(value, keys)),
  slice: values(1, ([value, ...bounds]) => sliceValue(value, bounds)),
  print: texts((args) => sprint(args)),
  printf: {
    params: [stringType, anyType],
    variadic: true,
    call: ([format, ...args]) => goString(sprintf(format?.data as string, args)),
  },
  println: texts((args) => `${args.map((arg) => formatArgument(arg, plainVerb)).join(" ")}\n`),
  html: texts((args) => escapeHtml(printed(args))),
  js: texts((args) => escapeJs(printed(args))),
  urlquery: texts((args) => escapeQuery(printed(args))),
  eq: values(1, ([first, ...others]) => goBool(isEqual(first, others))),
  ne: comparison((a, b) => !isEqual(a, [b])),
  lt: comparison((a, b) => compareValues(a, b, "less")),
  le: comparison((a, b) => compareValues(a, b, "less or equal")),
  gt: comparison((a, b) => !compareValues(a, b, "less or equal")),
  ge: comparison((a, b) => !compareValues(a, b, "less")),
};

/** A function of one value at least. */
function values(least: 1, call: (args: Values) => Value | undefined): Method {
  return {
    params: [...Array<typeof reflectValueType>(least).fill(reflectValueType), reflectValueType],
    variadic: true,
    call,
  };
}

function texts(text: (args: Values) => string): Method {
  return { params: [anyType], variadic: true, call: (args) => goString(text(args)) };
}

function comparison(holds: (a: Value | undefined, b: Value | undefined) => boolean): Method {
  return { params: [reflectValueType, reflectValueType], call: ([a, b]) => goBool(holds(a, b)) };
}

function printed(args: Values): string {
  return sprint(args.map((arg) => (arg?.kind === "interface" ? printableValue(arg.target) : printableValue(arg))));
}

/** None of the values that templates see here is a function. */
function callValue(of: Value | undefined, name: Value | undefined): never {
  const value = indirectInterface(of);
  if (value === undefined) throw new Error("call of nil");
  throw new Error(`non-function ${formatArgument(name, plainVerb)} of type ${value.type.name}`);
}
