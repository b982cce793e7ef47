import { quote } from "#base/strconv.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { dynamicType, isSequence, listOf, stringType, type Type, typeName } from "../value/type.ts";
import { unify } from "../value/unify.ts";
import {
  boolValue,
  elementsOf,
  equals,
  integerValue,
  isNull,
  listValue,
  mapValue,
  namedOf,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  type Value,
} from "../value/value.ts";
import { integer, number, text } from "./arguments.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";
import { elementOf, hasIndex, indexInto } from "./indexing.ts";

const any = parameter;
const anyList = (name: string) => parameter(name, listOf(dynamicType));

function length([value]: readonly Value[]): Value {
  const { type } = value!;
  if (!isSequence(type) && type.kind !== "map") throw new FunctionError("collection must be a list, a map or a tuple");
  return integerValue(elementsOf(value!).length);
}

function coalesce(args: readonly Value[]): Value {
  const type = unify(
    args.map((value) => value.type),
    true,
  );
  if (type === undefined) throw new FunctionError("all arguments must have the same type");
  const found = args.find((value) => !isNull(value));
  if (found === undefined) throw new FunctionError("no non-null arguments");
  return convert(found, type);
}

function coalesceList(args: readonly Value[]): Value {
  if (args.length === 0) throw new FunctionError("at least one argument is required");
  if (args.some(({ type }) => type.kind !== "list" && type.kind !== "tuple"))
    throw new FunctionError("coalescelist arguments must be lists or tuples");
  const found = args.find((value) => !isNull(value) && elementsOf(value).length > 0);
  if (found === undefined) throw new FunctionError("no non-null arguments");
  return found;
}

function concat(args: readonly Value[]): Value {
  if (args.length === 0) throw new FunctionError("at least one argument is required");
  if (args.every(({ type }) => type.kind === "list")) {
    const type = unify(
      args.map((value) => value.type),
      true,
    );
    if (type?.kind === "list")
      return listValue(
        args.flatMap((list) => elementsOf(convert(list, type))),
        type.element,
      );
  }
  args.forEach(({ type }, at) => {
    if (type.kind !== "list" && type.kind !== "tuple")
      throw new FunctionError(`all arguments must be lists or tuples; got ${typeName(type)}`, at);
  });
  return tupleValue(args.flatMap(elementsOf));
}

function contains([list, wanted]: readonly Value[]): Value {
  if (!isSequence(list!.type)) throw new FunctionError("argument must be list, tuple, or set");
  return boolValue(elementsOf(list!).some((element) => equals(wanted!, element)));
}

function distinct([list]: readonly Value[]): Value {
  const found: Value[] = [];
  for (const element of elementsOf(list!)) if (!found.some((one) => equals(one, element))) found.push(element);
  return listValue(found, (list!.type as { element: Type }).element);
}

function chunk([list, sizeValue]: readonly Value[]): Value {
  const size = integer(sizeValue!, (message) => new FunctionError(`invalid size: ${message}`));
  if (size < 0) throw new FunctionError("the size argument must be positive");
  const elements = elementsOf(list!);
  if (elements.length > 0 && size === 0) return listValue([list!]);
  const chunks: Value[] = [];
  for (let at = 0; at < elements.length; at += size) chunks.push(listValue(elements.slice(at, at + size)));
  return listValue(chunks, list!.type);
}

function flatten(value: Value): Value[] {
  return elementsOf(value).flatMap((element) =>
    !isNull(element) && isSequence(element.type) ? flatten(element) : [element],
  );
}

function lookup([map, keyValue, fallback]: readonly Value[]): Value {
  const { type } = map!;
  const found = type.kind === "map" || type.kind === "object" ? namedOf(map!).get(textOf(keyValue!)) : undefined;
  if (type.kind === "object") return found ?? fallback!;
  if (type.kind !== "map") throw new FunctionError("lookup() requires a map as the first argument", 0);
  try {
    const value = convert(fallback!, type.element);
    return found ?? value;
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    throw new FunctionError("the default value must have the same type as the map elements", 2);
  }
}

function merge(args: readonly Value[]): Value {
  for (const { type } of args)
    if (type.kind !== "map" && type.kind !== "object" && type.kind !== "dynamic")
      throw new FunctionError(`arguments must be maps or objects, got ${quote(typeName(type))}`);
  const entries = args.flatMap((value) => (isNull(value) ? [] : [...namedOf(value)]));
  const first = args[0]?.type;
  const type = first === undefined ? undefined : unifySame(args, first);
  return type?.kind === "map" ? mapValue(entries, type.element) : objectValue(entries);
}

/** Their one type, if they are all of it. */
function unifySame(args: readonly Value[], first: Type): Type | undefined {
  return unify(
    args.map(({ type }) => type),
    true,
  ) === first
    ? first
    : undefined;
}

function keys([map]: readonly Value[]): Value {
  const { type } = map!;
  if (type.kind !== "map" && type.kind !== "object") throw new FunctionError("must have map or object type", 0);
  const names = [...namedOf(map!).keys()].map(stringValue);
  return type.kind === "map" ? listValue(names, stringType) : tupleValue(names);
}

function values([map]: readonly Value[]): Value {
  const { type } = map!;
  if (type.kind === "map") return listValue(elementsOf(map!), type.element);
  if (type.kind === "object") return tupleValue(elementsOf(map!));
  throw new FunctionError("values() requires a map as the first argument");
}

function reverseList([list]: readonly Value[]): Value {
  const { type } = list!;
  if (type.kind === "tuple") return tupleValue([...elementsOf(list!)].reverse());
  if (type.kind === "list" || type.kind === "set") return listValue([...elementsOf(list!)].reverse(), type.element);
  throw new FunctionError(`can only reverse list or tuple values, not ${typeName(type)}`, 0);
}

function slice([list, startValue, endValue]: readonly Value[]): Value {
  const { type } = list!;
  if (type.kind === "set")
    throw new FunctionError(
      "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important",
      0,
    );
  if (type.kind !== "list" && type.kind !== "tuple") throw new FunctionError("must be a list or tuple value", 0);
  const elements = elementsOf(list!);
  const start = limit(startValue!, 1, "start", elements.length);
  const end = limit(endValue!, 2, "end", elements.length);
  if (start > end) throw new FunctionError("start index must not be greater than end index", 1);
  const part = elements.slice(start, end);
  return type.kind === "list" ? listValue(part, type.element) : tupleValue(part);
}

function limit(value: Value, at: number, name: string, most: number): number {
  const index = integer(value, (message) => new FunctionError(`invalid ${name} index: ${message}`, at));
  if (index < 0) throw new FunctionError(`${name} index must not be less than zero`, at);
  if (index > most) throw new FunctionError(`${name} index must not be greater than the length of the list`, at);
  return index;
}

function zipmap([keyList, valueList]: readonly Value[]): Value {
  const { type } = valueList!;
  if (type.kind !== "list" && type.kind !== "tuple")
    throw new FunctionError("values argument must be a list or tuple value");
  const [names, elements] = [elementsOf(keyList!), elementsOf(valueList!)];
  if (names.length !== elements.length)
    throw new FunctionError(`number of keys (${names.length}) does not match number of values (${elements.length})`);
  const entries = names.map((name, at) => {
    if (isNull(name)) throw new FunctionError(`keys list has null value at index ${at}`);
    return [textOf(name), elements[at]!] as const;
  });
  return type.kind === "list" ? mapValue(entries, type.element) : objectValue(entries);
}

function compact([list]: readonly Value[]): Value {
  return listValue(
    elementsOf(list!).filter((element) => !isNull(element) && textOf(element) !== ""),
    stringType,
  );
}

function positionOf([list, wanted]: readonly Value[]): Value {
  if (list!.type.kind !== "list" && list!.type.kind !== "tuple")
    throw new FunctionError("argument must be a list or tuple");
  const elements = elementsOf(list!);
  if (elements.length === 0) throw new FunctionError("cannot search an empty list");
  const at = elements.findIndex((element) => equals(element, wanted!));
  if (at === -1) throw new FunctionError("item not found");
  return integerValue(at);
}

const nullable = (name: string) => parameter(name, dynamicType, { allowsNull: true });

export const collectionFunctions: Readonly<Record<string, HclFunction>> = {
  length: { parameters: [any("collection")], run: length },
  coalesce: { parameters: [], rest: nullable("vals"), run: coalesce },
  coalescelist: { parameters: [], rest: nullable("vals"), run: coalesceList },
  compact: { parameters: [parameter("list", listOf(stringType))], run: compact },
  concat: { parameters: [], rest: any("seqs"), run: concat },
  contains: { parameters: [any("list"), any("value")], run: contains },
  distinct: { parameters: [anyList("list")], run: distinct },
  chunklist: { parameters: [anyList("list"), number("size")], run: chunk },
  flatten: {
    parameters: [any("list")],
    run([list]) {
      if (!isSequence(list!.type)) throw new FunctionError("can only flatten lists, sets and tuples");
      return tupleValue(flatten(list!));
    },
  },
  hasindex: { parameters: [any("collection"), any("key")], run: ([from, key]) => boolValue(hasIndex(from!, key!)) },
  index: { parameters: [any("collection"), any("key")], run: ([from, key]) => indexInto(from!, key!) },
  element: { parameters: [any("list"), number("index")], run: ([list, index]) => elementOf(list!, index!) },
  indexof: { parameters: [any("list"), any("value")], run: positionOf },
  keys: { parameters: [any("inputMap")], run: keys },
  values: { parameters: [any("mapping")], run: values },
  lookup: { parameters: [any("inputMap"), text("key"), any("default")], run: lookup },
  merge: { parameters: [], rest: nullable("maps"), run: merge },
  reverselist: { parameters: [any("list")], run: reverseList },
  slice: { parameters: [any("list"), number("start_index"), number("end_index")], run: slice },
  zipmap: { parameters: [parameter("keys", listOf(stringType)), any("values")], run: zipmap },
};
