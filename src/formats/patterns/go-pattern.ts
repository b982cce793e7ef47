/**
 * Go's path.Match and filepath.Match: `*` and `?` stop at a slash, `[…]` is a class, a backslash takes the next character
 * as it is. The whole text must match.
 * @returns undefined for what Go calls a syntax error in the pattern
 */
export function goPattern(pattern: string): RegExp | undefined {
  const characters = [...pattern];
  let source = "";
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const found = characterClass(characters, at + 1);
      if (found === undefined) return undefined;
      source += found.source;
      at = found.end;
    } else if (character === "\\") {
      const next = characters[++at];
      if (next === undefined) return undefined;
      source += literal(next);
    } else source += literal(character);
  }
  return new RegExp(`^${source}$`, "su");
}

/** The expression for a character that stands for itself. */
export function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** Whether a path has characters that are more than themselves. */
export function hasWildcards(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    if (path[at] === "\\") at++;
    else if ("*?[".includes(path[at] as string)) return true;
  }
  return false;
}

interface CharacterClass {
  readonly source: string;
  /** Where its bracket is. */
  readonly end: number;
}

function characterClass(characters: readonly string[], start: number): CharacterClass | undefined {
  const negated = characters[start] === "^";
  let at = negated ? start + 1 : start;
  let source = negated ? "[^" : "[";
  for (let ranges = 0; ; ranges++) {
    if (characters[at] === "]" && ranges > 0) return { source: `${source}]`, end: at };
    const low = classMember(characters, at);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (characters[at] === "-") {
      const end = classMember(characters, at + 1);
      if (end === undefined) return undefined;
      high = end;
      at = end.next;
    }
    source += range(low.character, high.character);
  }
}

function classMember(characters: readonly string[], at: number): { character: string; next: number } | undefined {
  const character = characters[at];
  if (character === undefined || character === "-" || character === "]") return undefined;
  if (character !== "\\") return { character, next: at + 1 };
  const escaped = characters[at + 1];
  return escaped === undefined ? undefined : { character: escaped, next: at + 2 };
}

/** One that runs backwards holds nothing. */
function range(low: string, high: string): string {
  const [from, to] = [low, high].map((character) => (/[\]\\^-]/.test(character) ? `\\${character}` : character));
  if (low === high) return from ?? "";
  return (low.codePointAt(0) ?? 0) < (high.codePointAt(0) ?? 0) ? `${from}-${to}` : "";
}
