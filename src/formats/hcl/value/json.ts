import { jsonString } from "#formats/json/json-string.ts";
import { Unconvertible } from "./convert.ts";
import { numberText } from "./number-text.ts";
import { elementsOf, namedOf, numberOf, textOf, type Value } from "./value.ts";

/** A wholly known value as JSON, on one line. @throws Unconvertible */
export function encodeValue(value: Value): string {
  if (value.content === null) return "null";
  switch (value.type.kind) {
    case "string":
      return jsonString(textOf(value));
    case "number": {
      const number = numberOf(value);
      if (number.isInfinite) throw new Unconvertible("cannot serialize infinity as JSON");
      return numberText(number);
    }
    case "bool":
      return String(value.content);
    case "list":
    case "set":
    case "tuple":
      return `[${elementsOf(value).map(encodeValue).join(",")}]`;
    case "map":
    case "object":
      return `{${[...namedOf(value)].map(([name, part]) => `${jsonString(name)}:${encodeValue(part)}`).join(",")}}`;
    default:
      throw new Unconvertible(`cannot JSON-serialize ${value.type.kind}`);
  }
}
