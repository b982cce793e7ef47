import { ComposeError } from "./errors.ts";
import { type ComposeMap, type ComposeValue, isList, isMap, scalarText, Timestamp, typeName } from "./value.ts";

/** What an attribute may be, in the words of Compose. @throws ComposeError, as all below */
export function mapping(value: ComposeValue, path: string): ComposeMap {
  if (!isMap(value)) throw new ComposeError(`${path} must be a mapping`);
  return value;
}

export function list(value: ComposeValue, path: string): readonly ComposeValue[] {
  if (!isList(value)) throw new ComposeError(`${path} must be a array`);
  return value;
}

export function text(value: ComposeValue, path: string): string {
  if (typeof value !== "string") throw new ComposeError(`${path} must be a string`);
  return value;
}

export const texts = (value: ComposeValue, path: string): string[] =>
  list(value, path).map((item, at) => text(item, `${path}.${at}`));

/** A mapping of scalars, or a list of `key=value`; a value that is not given is `undefined`. */
export function pairs(value: ComposeValue, path: string): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  if (isList(value)) {
    for (const [at, item] of value.entries()) {
      if (typeof item !== "string") throw new ComposeError(`${path}.[${at}]: unexpected type ${typeName(item)}`);
      const equals = item.indexOf("=");
      if (equals === -1) found.set(item, undefined);
      else found.set(item.slice(0, equals), item.slice(equals + 1));
    }
    return found;
  }
  for (const [key, item] of mapping(value, path))
    found.set(key, item === null ? undefined : scalar(item, `${path}.${key}`));
  return found;
}

function scalar(value: ComposeValue, path: string): string {
  if (value instanceof Timestamp) throw new ComposeError(`${path} invalid jsonType time.Time`);
  const shown = scalarText(value);
  if (shown === undefined) throw new ComposeError(`${path} must be a boolean, null, number or string`);
  return shown;
}

/** Only the keys that are known, and those of extensions. */
export function onlyKeys(value: ComposeMap, keys: readonly string[], path: string): void {
  for (const key of value.keys())
    if (!keys.includes(key) && !key.startsWith("x-"))
      throw new ComposeError(`${path} additional properties '${key}' not allowed`);
}

/** A value that has the right type, and is none all the same. `place` is such as `services[web].build.pull`. */
export const undecodable = (place: string, why: string): ComposeError =>
  new ComposeError(`decoding failed due to the following error(s):\n\n'${place}' ${why}`);

const yes = ["true", "y", "yes", "on", "1", "t"];
const no = ["false", "n", "no", "off", "0", "f"];

export function flag(value: ComposeValue, path: string, place: string): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw new ComposeError(`${path} must be a boolean or string`);
  const lower = value.toLowerCase();
  if (!yes.includes(lower) && !no.includes(lower)) throw undecodable(place, `invalid boolean: ${value}`);
  return yes.includes(lower);
}
