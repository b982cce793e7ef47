import { EngineError } from "#base/errors.ts";
import { type CharacterClass, parseCharacterClass } from "./character-class.ts";

/** A part of a pattern: a character as it is, `?`, `*`, or a class. */
export type PatternToken =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "class"; readonly members: CharacterClass };

/**
 * Reads a pattern of Go's `filepath.Match`.
 * @throws invalid-argument `syntax error in pattern`
 */
export function parsePatternTokens(pattern: string): PatternToken[] {
  const chars = [...pattern];
  const tokens: PatternToken[] = [];
  for (let at = 0; at < chars.length; ) {
    const char = chars[at] ?? "";
    if (char === "[") {
      const found = parseCharacterClass(chars, at + 1);
      if (found === undefined) throw badPattern();
      tokens.push({ kind: "class", members: found.parsed });
      at = found.end;
    } else if (char === "\\") {
      const escaped = chars[at + 1];
      if (escaped === undefined) throw badPattern();
      tokens.push({ kind: "char", char: escaped });
      at += 2;
    } else {
      tokens.push(plainToken(char));
      at += 1;
    }
  }
  return tokens;
}

function plainToken(char: string): PatternToken {
  if (char === "*") return { kind: "star" };
  return char === "?" ? { kind: "any" } : { kind: "char", char };
}

function badPattern(): EngineError {
  return new EngineError("invalid-argument", "syntax error in pattern", { code: "pattern.invalid" });
}
