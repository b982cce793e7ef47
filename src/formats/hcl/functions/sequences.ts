import { compared, fromInteger, sum } from "../value/big-float.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { type CollectionType, dynamicType, numberType, setOf, type Type, tupleOf } from "../value/type.ts";
import { unify } from "../value/unify.ts";
import {
  boolValue,
  elementsOf,
  equals,
  isKnown,
  listValue,
  numberOf,
  numberValue,
  sameValue,
  setValue,
  tupleValue,
  unknownOf,
  type Value,
} from "../value/value.ts";
import { checkLength, number } from "./arguments.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";

const mostNumbers = 1024;

function range(args: readonly Value[]): Value {
  if (args.length < 1 || args.length > 3) throw new FunctionError("must have one, two, or three arguments");
  const given = args.map(numberOf);
  const [start, end] = given.length === 1 ? [fromInteger(0), given[0]!] : [given[0]!, given[1]!];
  const step = given[2] ?? fromInteger(compared(end, start) < 0 ? -1 : 1);
  const isDown = compared(step, fromInteger(0)) < 0;
  const order = compared(end, start);
  if (isDown && order > 0) throw new FunctionError("end must be less than start when step is negative", 1);
  if (!isDown && order < 0) throw new FunctionError("end must be greater than start when step is positive", 1);
  const numbers: Value[] = [];
  for (let at = start; isDown ? compared(at, end) > 0 : compared(at, end) < 0; at = sum(at, step) ?? end) {
    if (numbers.length === mostNumbers)
      throw new FunctionError(
        "more than 1024 values were generated; either decrease the difference between start and end or use a smaller step",
      );
    numbers.push(numberValue(at));
  }
  return listValue(numbers, numberType);
}

const anySet = (name: string) => parameter(name, setOf(dynamicType));

/** What all the sets can be. */
function commonSet(args: readonly Value[]): CollectionType {
  const elements = args
    .filter((value) => elementsOf(value).length > 0 || (value.type as CollectionType).element.kind !== "dynamic")
    .map(({ type }) => (type as CollectionType).element);
  if (elements.length === 0) return setOf(dynamicType) as CollectionType;
  const element = unify(elements, true);
  if (element === undefined) throw new FunctionError("given sets must all have compatible element types");
  return setOf(element) as CollectionType;
}

type Combine = (a: readonly Value[], b: readonly Value[]) => readonly Value[];

const has = (set: readonly Value[], wanted: Value): boolean => set.some((one) => sameValue(one, wanted));

function combine(args: readonly Value[], how: Combine): Value {
  const type = commonSet(args);
  const sets = args.map((value, at) => {
    try {
      return convert(value, type);
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      throw new FunctionError(error.message, at);
    }
  });
  if (!sets.every(isKnown)) return unknownOf(type);
  const elements = sets.map(elementsOf);
  return setValue(elements.slice(1).reduce(how, elements[0]!), type.element);
}

const setFunction = (how: Combine): HclFunction => ({
  parameters: [anySet("first_set")],
  rest: anySet("other_sets"),
  run: (args) => combine(args, how),
});

function productType(args: readonly Value[]): { readonly elements: Type[]; readonly isList: boolean } {
  if (args.length < 2) throw new FunctionError("at least two arguments are required");
  let isList = true;
  const elements = args.map(({ type }, at) => {
    if (type.kind === "set") isList = false;
    if (type.kind === "set" || type.kind === "list") return type.element;
    if (type.kind !== "tuple") throw new FunctionError("a set or a list is required", at);
    const element = type.elements.length === 0 ? dynamicType : unify(type.elements, true);
    if (element === undefined) throw new FunctionError("all elements must be of the same type", at);
    return element;
  });
  return { elements, isList };
}

function product(args: readonly Value[]): Value {
  const { elements, isList } = productType(args);
  const lists = args.map((value, at) => elementsOf(value).map((element) => convert(element, elements[at]!)));
  checkLength(16 * lists.reduce((total, list) => total * list.length, lists.length));
  let rows: Value[][] = [[]];
  for (const list of lists) rows = rows.flatMap((row) => list.map((element) => [...row, element]));
  const tuples = rows.map(tupleValue);
  return isList ? listValue(tuples, tupleOf(elements)) : setValue(tuples, tupleOf(elements));
}

export const sequenceFunctions: Readonly<Record<string, HclFunction>> = {
  range: { parameters: [], rest: number("params"), run: range },
  sethaselement: {
    parameters: [anySet("set"), parameter("elem")],
    run: ([set, wanted]) => boolValue(elementsOf(set!).some((element) => equals(element, wanted!))),
  },
  setunion: setFunction((a, b) => [...a, ...b]),
  setintersection: setFunction((a, b) => a.filter((one) => has(b, one))),
  setsymmetricdifference: setFunction((a, b) => [
    ...a.filter((one) => !has(b, one)),
    ...b.filter((one) => !has(a, one)),
  ]),
  setsubtract: {
    parameters: [anySet("a"), anySet("b")],
    run: (args) => combine(args, (a, b) => a.filter((one) => !has(b, one))),
  },
  setproduct: { parameters: [], rest: parameter("sets"), run: product },
};
