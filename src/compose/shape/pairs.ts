import { isList, isMap, sprint, type Tree, typeName } from "../tree/value.ts";
import { inOrder } from "./collections.ts";
import { type Kind, WrongValue } from "./kind.ts";

type Pairs = ReadonlyMap<string, string>;

function cut(item: Tree): readonly [key: string, value: string | undefined] {
  const line = sprint(item);
  const at = line.indexOf("=");
  return at === -1 ? [line, undefined] : [line.slice(0, at), line.slice(at + 1)];
}

const pairs = (what: string): Kind<Pairs> => ({
  decode(value) {
    if (isMap(value)) return new Map([...value].map(([key, item]) => [key, item === null ? "" : sprint(item)]));
    if (!isList(value)) throw new WrongValue(`unexpected value type ${typeName(value)} for ${what}`);
    return new Map(
      value.map((item) => {
        const [key, text] = cut(item);
        return [key, text ?? ""];
      }),
    );
  },
  isEmpty: (value) => value.size === 0,
  encode: (value, format) => inOrder(value, format),
});

/** Names with texts, also as a list of `name=text`. */
export const mapping = pairs("mapping");
export const labels = pairs("labels");

/** Names with texts, of which some are known only later. */
export const variables: Kind<ReadonlyMap<string, string | undefined>> = {
  decode(value) {
    if (isMap(value)) return new Map([...value].map(([key, item]) => [key, item === null ? undefined : sprint(item)]));
    if (!isList(value)) throw new WrongValue(`unexpected value type ${typeName(value)} for mapping`);
    return new Map(
      value.map((item) => {
        const [key, text] = cut(item);
        if (/\s$/.test(key)) throw new WrongValue(`environment variable ${key} is declared with a trailing space`);
        return [key, text];
      }),
    );
  },
  isEmpty: (value) => value.size === 0,
  encode: (value, format) => inOrder(new Map([...value].map(([key, text]) => [key, text ?? null])), format),
};

export const options: Kind<Pairs> = {
  ...mapping,
  decode(value) {
    if (!isMap(value)) throw new WrongValue(`invalid type ${typeName(value)} for options`);
    return new Map([...value].map(([key, item]) => [key, item === null ? "" : sprint(item)]));
  },
};

/** Options that may have several values. */
export const manyOptions: Kind<ReadonlyMap<string, readonly string[]>> = {
  decode(value) {
    if (!isMap(value)) throw new WrongValue(`invalid type ${typeName(value)} for options`);
    return new Map([...value].map(([key, item]) => [key, isList(item) ? item.map(sprint) : [sprint(item)]]));
  },
  isEmpty: (value) => value.size === 0,
  encode: (value, format) => inOrder(value, format),
};
