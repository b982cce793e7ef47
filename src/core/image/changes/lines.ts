import { EngineError } from "#base/errors.ts";

/** One instruction of a Dockerfile: its word in capitals, and what follows. */
export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/**
 * The instructions of a text, with continued lines joined and comments left out.
 * @throws invalid-argument `file with no instructions`
 */
export function instructionsOf(text: string): Instruction[] {
  const found: Instruction[] = [];
  let open = "";
  for (const line of text.split("\n")) {
    if (/^\s*#/.test(line) || (open === "" && line.trim() === "")) continue;
    const joined = open + line.replace(/\s+$/, "");
    const continued = joined.endsWith("\\");
    open = continued ? joined.slice(0, -1) : "";
    if (!continued) found.push(instructionOf(joined.trim()));
  }
  if (open.trim() !== "") found.push(instructionOf(open.trim()));
  if (found.length === 0) throw new EngineError("invalid-argument", "file with no instructions");
  return found;
}

function instructionOf(line: string): Instruction {
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  return { word: word.toUpperCase(), rest };
}

/** A list of strings in JSON; undefined for anything else, which is a command for a shell. */
export function jsonList(text: string): string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
