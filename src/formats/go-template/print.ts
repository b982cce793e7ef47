import { GoNil, GoStruct, isMap, noValue, RawJson } from "./value.ts";

/** A value as Go's `%v` prints it. */
export function printValue(value: unknown): string {
  if (value === noValue) return "<no value>";
  if (value === null || value === undefined) return "<nil>";
  if (value instanceof GoNil) return { slice: "[]", map: "map[]", pointer: "<nil>" }[value.kind];
  if (value instanceof GoStruct) return value.text ?? `{${[...value.fields.values()].map(printValue).join(" ")}}`;
  if (Array.isArray(value)) return `[${value.map(printValue).join(" ")}]`;
  if (isMap(value)) {
    const names = Object.keys(value).sort();
    return `map[${names.map((name) => `${name}:${printValue(value[name])}`).join(" ")}]`;
  }
  return typeof value === "number" ? printNumber(value) : String(value);
}

/** Floats as `%g`: an exponent from 1e21 on, and below 1e-4. */
function printNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
}

/** A value as the `json` function writes it: HTML's characters stay as they are. */
export function jsonText(value: unknown): string {
  if (value instanceof GoStruct && value.json instanceof RawJson) return value.json.text;
  return JSON.stringify(plain(value)).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

function plain(value: unknown): unknown {
  if (value === noValue || value === undefined || value instanceof GoNil) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof GoStruct) {
    if (value.json instanceof RawJson) return JSON.parse(value.json.text);
    if (value.json !== undefined) return value.json;
    return Object.fromEntries([...value.fields].map(([name, field]) => [name, plain(field)]));
  }
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, plain(value[name])]),
  );
}
