import { parseNumber } from "../value/big-float.ts";
import { encodeValue } from "../value/json.ts";
import { dynamicType } from "../value/type.ts";
import {
  boolValue,
  isNull,
  nullOf,
  numberValue,
  objectValue,
  stringValue,
  tupleValue,
  type Value,
} from "../value/value.ts";
import { ofTexts } from "./arguments.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";

const space = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y;
const word = /true|false|null/y;
const mostDepth = 200;

/** JSON whose numbers are exact: objects become objects, arrays tuples. @throws FunctionError in the words of Go's decoder */
export function decodeJson(text: string): Value {
  const reader = new Reader(text);
  const value = reader.value(0);
  if (reader.next() !== undefined) throw new FunctionError("extraneous data after JSON object");
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character that is no space. */
  next(): string | undefined {
    this.#match(space);
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? undefined : String.fromCodePoint(code);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #refuse(where = ""): FunctionError {
    const next = this.next();
    if (next === undefined) return new FunctionError("EOF");
    const shown = next === "'" ? `'\\''` : next === '"' ? `'"'` : `'${next}'`;
    return new FunctionError(`invalid character ${shown}${where}`);
  }

  value(depth: number): Value {
    if (depth > mostDepth) throw new FunctionError("exceeded max depth");
    const next = this.next();
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    const literal = this.#match(string);
    if (literal !== undefined) return stringValue(JSON.parse(literal) as string);
    const digits = this.#match(number);
    if (digits !== undefined) return numberValue(parseNumber(digits)!);
    const known = this.#match(word);
    if (known === undefined) throw this.#refuse(" looking for beginning of value");
    return known === "null" ? nullOf(dynamicType) : boolValue(known === "true");
  }

  #skip(): void {
    this.#at += 1;
  }

  #array(depth: number): Value {
    this.#skip();
    const elements: Value[] = [];
    while (this.next() !== "]") {
      if (elements.length > 0) {
        if (this.next() !== ",") throw this.#refuse(" after array element");
        this.#skip();
      }
      elements.push(this.value(depth + 1));
    }
    this.#skip();
    return tupleValue(elements);
  }

  #object(depth: number): Value {
    this.#skip();
    const entries: [string, Value][] = [];
    while (this.next() !== "}") {
      if (entries.length > 0) {
        if (this.next() !== ",") throw this.#refuse(" after object key:value pair");
        this.#skip();
      }
      if (this.next() !== '"') throw this.#refuse();
      const name = this.value(depth + 1);
      if (this.next() !== ":") throw this.#refuse(" after object key");
      this.#skip();
      entries.push([name.content as string, this.value(depth + 1)]);
    }
    this.#skip();
    return objectValue(entries);
  }
}

export const jsonFunctions: Readonly<Record<string, HclFunction>> = {
  jsonencode: {
    parameters: [parameter("val", dynamicType, { allowsNull: true })],
    run: ([value]) => stringValue(isNull(value!) ? "null" : encodeValue(value!)),
  },
  jsondecode: ofTexts(["str"], (text) => decodeJson(text!)),
};
