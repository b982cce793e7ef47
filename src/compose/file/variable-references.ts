import { isList, isMap, type Tree } from "../tree/value.ts";
import { closingBrace, reference } from "./substitute.ts";

/** A variable that files refer to. */
export interface VariableReference {
  readonly name: string;
  readonly defaultValue: string;
  /** What stands for it where it is set. */
  readonly presenceValue: string;
  readonly isRequired: boolean;
}

/** The variables that the texts of the tree refer to, by name; of several references the last. */
export function variableReferences(value: Tree): Map<string, VariableReference> {
  const found = new Map<string, VariableReference>();
  collect(value, found);
  return found;
}

function collect(value: Tree, found: Map<string, VariableReference>): void {
  if (typeof value === "string") for (const variable of referencesIn(value)) found.set(variable.name, variable);
  else if (isList(value)) for (const item of value) collect(item, found);
  else if (isMap(value)) for (const item of value.values()) collect(item, found);
}

function referencesIn(text: string): VariableReference[] {
  return [...text.matchAll(reference)].flatMap(([match, escaped, named, braced]) => {
    if (escaped !== undefined) return [];
    if (named !== undefined) return [described(named)];
    const end = closingBrace(match);
    if (end <= 0) return [described(braced ?? "")];
    const own = described(match.slice(2, end));
    const nested = [own.defaultValue, own.presenceValue].flatMap(referencesIn);
    return [...referencesIn(match.slice(end + 1)), own, ...nested];
  });
}

function described(text: string): VariableReference {
  const [, name = "", operator, rest = ""] = /^([a-zA-Z0-9_]+)(?:(:?[-+?])(.*))?/s.exec(text) ?? [];
  const sign = operator?.at(-1);
  return {
    name: name === "" ? text : name,
    defaultValue: sign === "-" ? rest : "",
    presenceValue: sign === "+" ? rest : "",
    isRequired: sign === "?",
  };
}
