import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";

/** The value of a variable. */
export type LookUp = (name: string) => string | undefined;

/** A text whose `$` mean nothing, or that wants a variable which is not there. */
export class InvalidTemplate extends ComposeError {
  constructor(readonly template: string) {
    super(`Invalid template: ${quote(template)}`);
  }
}

const inside = "[_a-z][_a-z0-9]*(?::?[-?][^}]*)?";
/** `$$`, `$name…`, `${name…}` or what is none of these. What follows a bare name up to a brace belongs to it, too. */
const reference = new RegExp(`\\$(?:(\\$)|(${inside})|\\{(${inside})\\}|())`, "gi");

/** The text with its variables replaced, as stack files have them. @throws InvalidTemplate */
export function substituteInStack(template: string, lookUp: LookUp): string {
  return template.replace(reference, (_match, dollar?: string, bare?: string, braced?: string) => {
    if (dollar !== undefined) return "$";
    const said = bare ?? braced;
    if (said === undefined) throw new InvalidTemplate(template);
    return substitution(said, lookUp);
  });
}

/** The signs are looked for in this order, wherever they stand. */
const signs = [":-", "-", ":?", "?"] as const;

function substitution(said: string, lookUp: LookUp): string {
  const sign = signs.find((one) => said.includes(one));
  if (sign === undefined) return lookUp(said) ?? "";
  const at = said.indexOf(sign);
  const [name, other] = [said.slice(0, at), said.slice(at + sign.length)];
  const value = lookUp(name);
  if (value !== undefined && !(sign.startsWith(":") && value === "")) return value;
  if (sign.endsWith("-")) return other;
  throw new InvalidTemplate(`required variable ${name} is missing a value: ${other}`);
}
