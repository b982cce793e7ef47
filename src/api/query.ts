import { EngineError } from "#base/errors.ts";
import type { Filters } from "#formats/filters.ts";
import { decodeFilters } from "./filters.ts";
import type { QueryKind } from "./operation.ts";
import { type OperationName, operations } from "./routes.gen.ts";

/** The parameters of a request: name → values, in their order. */
export type QueryParameters = ReadonlyMap<string, readonly string[]>;

interface KindValues {
  readonly string: string;
  readonly strings: readonly string[];
  readonly bool: boolean;
  readonly int: number | undefined;
  readonly filters: Filters;
}

/** The parameters of an operation, each in its kind. */
export type QueryOf<N extends OperationName> = {
  readonly [K in keyof (typeof operations)[N]["query"]]: (typeof operations)[N]["query"][K] extends QueryKind
    ? KindValues[(typeof operations)[N]["query"][K]]
    : never;
};

/** Splits what follows the `?`, as Go's url.ParseQuery. @throws invalid-argument in Go's words */
export function parseQuery(text: string): QueryParameters {
  const parameters = new Map<string, string[]>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    if (pair.includes(";")) throw new EngineError("invalid-argument", "invalid semicolon separator in query");
    const equals = pair.indexOf("=");
    const name = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : unescapeQuery(pair.slice(equals + 1));
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

/** Reads the parameters that `spec/engine-api` declares for an operation. */
export function readQuery<N extends OperationName>(name: N, parameters: QueryParameters): QueryOf<N> {
  const entries = Object.entries(operations[name].query as Readonly<Record<string, QueryKind>>);
  return Object.fromEntries(
    entries.map(([key, kind]) => [key, readValue(kind, parameters.get(key) ?? [])]),
  ) as QueryOf<N>;
}

function readValue(kind: QueryKind, values: readonly string[]): KindValues[QueryKind] {
  const value = values[0] ?? "";
  switch (kind) {
    case "string":
      return value;
    case "strings":
      return values;
    case "bool":
      return isTrue(value);
    case "int":
      return value === "" ? undefined : parseInteger(value, "Atoi");
    case "filters":
      return decodeFilters(value);
  }
}

/** moby's BoolValue: anything but these is true. */
export function isTrue(value: string): boolean {
  return !["", "0", "no", "false", "none"].includes(value.trim().toLowerCase());
}

/** Go's strconv for a 64-bit integer. @throws unknown (500, as Docker) `strconv.Atoi: parsing "x": invalid syntax` */
export function parseInteger(text: string, call: "Atoi" | "ParseInt"): number {
  const problem = !/^[+-]?\d+$/.test(text) ? "invalid syntax" : outOfRange(text) ? "value out of range" : undefined;
  if (problem !== undefined)
    throw new EngineError("unknown", `strconv.${call}: parsing ${JSON.stringify(text)}: ${problem}`);
  return Number(text);
}

function outOfRange(text: string): boolean {
  return BigInt.asIntN(64, BigInt(text.replace("+", ""))) !== BigInt(text.replace("+", ""));
}

/** A time as `seconds` or `seconds.fraction`, in nanoseconds since the epoch; undefined where it is empty. @throws unknown */
export function parseTimestamp(text: string): bigint | undefined {
  if (text === "") return undefined;
  const [seconds = "", fraction] = text.split(/\.(.*)/s);
  const whole = BigInt(parseInteger(seconds, "ParseInt")) * 1_000_000_000n;
  if (fraction === undefined) return whole;
  return whole + BigInt(Math.trunc(parseInteger(fraction, "ParseInt") * 10 ** (9 - fraction.length)));
}

/** @throws invalid-argument `invalid resize height "x": invalid syntax` */
export function parseTerminalEdge(text: string, edge: "height" | "width"): number {
  const problem = !/^[+-]?\d+$/.test(text) ? "invalid syntax" : uint32(text) ? undefined : "value out of range";
  if (problem !== undefined)
    throw new EngineError("invalid-argument", `invalid resize ${edge} ${JSON.stringify(text)}: ${problem}`);
  return Number(text);
}

function uint32(text: string): boolean {
  const value = Number(text);
  return value >= 0 && value <= 0xffff_ffff;
}

/** Go's strconv.ParseBool, as `verbose` of the network routes has it. @throws invalid-argument */
export function parseStrictBool(name: string, text: string): boolean {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "F", "false", "FALSE", "False", ""].includes(text)) return false;
  const cause = `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw new EngineError("invalid-argument", `invalid value for ${name}: ${text}: ${cause}`);
}

function unescapeQuery(text: string): string {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text);
  if (bad !== null) throw new EngineError("invalid-argument", `invalid URL escape ${JSON.stringify(bad[0])}`);
  return unescapePath(text.replaceAll("+", " "));
}

/** Undoes percent-encoding; bytes that are no UTF-8 become U+FFFD. */
export function unescapePath(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
  }
}
