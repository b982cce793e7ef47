import { EngineError } from "#base/errors.ts";
import { familiarRepository, familiarText, parseReference } from "#formats/reference/reference.ts";

/** Whether `pattern` (Go's path.Match) fits a name's familiar form, with its tag or without. */
export function matchesReference(pattern: string, name: string): boolean {
  const reference = parseReference(name);
  const fits = compile(pattern);
  return fits(familiarText(reference)) || fits(familiarRepository(reference));
}

function compile(pattern: string): (text: string) => boolean {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const end = pattern.indexOf("]", at + 2);
      if (end < 0) throw new EngineError("invalid-argument", "syntax error in pattern");
      source += `[${pattern.slice(at + 1, end).replace(/\\(?![\]\\^-])/g, "\\\\")}]`;
      at = end;
    } else {
      const literal = character === "\\" ? (pattern[++at] ?? "") : character;
      source += literal.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    }
  }
  try {
    const expression = new RegExp(`^${source}$`, "s");
    return (text) => expression.test(text);
  } catch {
    throw new EngineError("invalid-argument", "syntax error in pattern");
  }
}
