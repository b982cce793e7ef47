import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";

/** What stands for variables, and who hears of those that do not exist. */
export interface Variables {
  get(name: string): string | undefined;
  missing(name: string): void;
}

/** A text whose `$` mean nothing. */
export class InvalidTemplate extends ComposeError {
  constructor(readonly template: string) {
    super(`Invalid template: ${quote(template)}`);
  }
}

/** `$$`, `$name`, `${name…}` up to the last brace of the line, or what is none of these. */
export const reference = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*(?::?[-+?]([^\n]*))?)\}|()))/gi;
const maxDepth = 100;

/**
 * The text with variables replaced by their values: `$name`, `${name}`, and with `-`, `?` and `+`, before which a `:`
 * takes an empty value for none. @throws InvalidTemplate @throws ComposeError where a value is required
 */
export function substitute(template: string, variables: Variables, depth = 0): string {
  if (!template.includes("$")) return template;
  if (depth > maxDepth) throw new InvalidTemplate(template);
  let fault: unknown;
  const text = template.replace(reference, (match: string) => {
    try {
      return replacement(match, template, { variables, depth });
    } catch (error) {
      fault ??= error;
      return "";
    }
  });
  if (fault !== undefined) throw fault;
  return text;
}

interface Surroundings {
  readonly variables: Variables;
  readonly depth: number;
}

function replacement(match: string, template: string, { variables, depth }: Surroundings): string {
  if (match === "$$") return "$";
  if (!match.startsWith("${")) return known(match.slice(1), variables);
  const end = closingBrace(match);
  const inner = end === -1 ? match.slice(2, -1) : match.slice(2, end);
  const rest = end === -1 ? "" : match.slice(end + 1);
  const [, name, operator, alternative = ""] = /^([_a-z][_a-z0-9]*)(?:(:?[-+?])([^\n]*))?$/i.exec(inner) ?? [];
  if (name === undefined || !match.endsWith("}")) throw new InvalidTemplate(template);
  if (operator === undefined) return known(name, variables);
  const other = substitute(alternative, variables, depth + 1);
  const value = chosen(name, operator, other, variables.get(name));
  return value + substitute(rest, variables, depth + 1);
}

function chosen(name: string, operator: string, other: string, value: string | undefined): string {
  const isThere = value !== undefined && !(operator.startsWith(":") && value === "");
  if (operator.endsWith("+")) return isThere ? other : (value ?? "");
  if (isThere) return value;
  if (operator.endsWith("-")) return other;
  throw new ComposeError(`required variable ${name} is missing a value${other === "" ? "" : `: ${other}`}`);
}

function known(name: string, variables: Variables): string {
  const value = variables.get(name);
  if (value === undefined) variables.missing(name);
  return value ?? "";
}

/** Where the first brace of the text is closed; -1 where it is not. What follows an opening brace never closes one. */
export function closingBrace(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "}") {
      open -= 1;
      if (open === 0) return at;
    } else if (text[at] === "{") {
      open += 1;
      at += 1;
    }
  }
  return -1;
}
