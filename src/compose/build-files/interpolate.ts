import { ComposeError } from "./errors.ts";
import { type ComposeValue, isList, isMap, Tagged } from "./value.ts";

/** What stands for variables, and who hears of those that do not exist. */
export interface Variables {
  get(name: string): string | undefined;
  missing(name: string): void;
}

class InvalidTemplate extends Error {}

const reference = /\$(?:(\$)|([_a-zA-Z][_a-zA-Z0-9]*)|(\{))/g;
const braced = /^([_a-zA-Z][_a-zA-Z0-9]*)(?:(:?[-+?])([\s\S]*))?$/;
const maxDepth = 100;

/** The text with variables replaced by their values. @throws ComposeError */
export function substitute(template: string, variables: Variables): string {
  try {
    return replaced(template, variables, 0);
  } catch (error) {
    if (!(error instanceof InvalidTemplate)) throw error;
    throw new ComposeError(`invalid interpolation format.\nYou may need to escape any $ with another $.\n${template}`);
  }
}

/** The tree with the variables of all its texts replaced. @throws ComposeError */
export function interpolate(value: ComposeValue, variables: Variables, path = ""): ComposeValue {
  if (typeof value === "string") return interpolatedText(value, variables, path);
  const below = (key: string): string => (path === "" ? key : `${path}.${key}`);
  if (isList(value)) return value.map((item, at) => interpolate(item, variables, below(`[${at}]`)));
  if (isMap(value)) return new Map([...value].map(([key, item]) => [key, interpolate(item, variables, below(key))]));
  return value instanceof Tagged ? new Tagged(value.tag, interpolate(value.value, variables, path)) : value;
}

function interpolatedText(text: string, variables: Variables, path: string): string {
  if (!text.includes("$")) return text;
  try {
    return replaced(text, variables, 0);
  } catch (error) {
    if (error instanceof InvalidTemplate)
      throw new ComposeError(
        `invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${text}`,
      );
    throw error instanceof ComposeError
      ? new ComposeError(`error while interpolating ${path}: ${error.message}`)
      : error;
  }
}

function replaced(template: string, variables: Variables, depth: number): string {
  if (depth > maxDepth) throw new InvalidTemplate();
  let text = "";
  let at = 0;
  for (;;) {
    reference.lastIndex = at;
    const match = reference.exec(template);
    if (match === null) return text + template.slice(at);
    text += template.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[1] !== undefined) text += "$";
    else if (match[2] !== undefined) text += variableValue(match[2], variables);
    else {
      const end = closing(template, at);
      text += expression(template.slice(at, end), variables, depth);
      at = end + 1;
    }
  }
}

/** Where the brace that was opened before `from` is closed. */
function closing(template: string, from: number): number {
  let open = 1;
  for (let at = from; at < template.length; at += 1) {
    if (template.startsWith("${", at)) {
      open += 1;
      at += 1;
    } else if (template[at] === "}") {
      open -= 1;
      if (open === 0) return at;
    }
  }
  throw new InvalidTemplate();
}

function variableValue(name: string, variables: Variables): string {
  const value = variables.get(name);
  if (value === undefined) variables.missing(name);
  return value ?? "";
}

function expression(text: string, variables: Variables, depth: number): string {
  const [, name, operator, rest = ""] = braced.exec(text) ?? [];
  if (name === undefined) throw new InvalidTemplate();
  if (operator === undefined) return variableValue(name, variables);
  const value = variables.get(name);
  const isThere = value !== undefined && !(operator.startsWith(":") && value === "");
  const alternative = (): string => replaced(rest, variables, depth + 1);
  if (operator.endsWith("+")) return isThere ? alternative() : "";
  if (isThere) return value;
  if (operator.endsWith("-")) return alternative();
  const why = alternative();
  throw new ComposeError(`required variable ${name} is missing a value${why === "" ? "" : `: ${why}`}`);
}
