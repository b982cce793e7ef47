/** `[a-c]`, `[^x]`: one character of some, or of none of them. */
export interface CharacterClass {
  readonly isNegated: boolean;
  readonly ranges: ReadonlyArray<readonly [from: number, to: number]>;
}

/** Reads a class whose `[` stands just before `at`; undefined where it is malformed. */
export function parseCharacterClass(
  chars: readonly string[],
  at: number,
): { readonly parsed: CharacterClass; readonly end: number } | undefined {
  const isNegated = chars[at] === "^";
  const ranges: Array<readonly [number, number]> = [];
  let next = isNegated ? at + 1 : at;
  while (chars[next] !== "]" || ranges.length === 0) {
    const from = memberAt(chars, next);
    if (from === undefined) return undefined;
    next = from.end;
    let to = from;
    if (chars[next] === "-") {
      const last = memberAt(chars, next + 1);
      if (last === undefined) return undefined;
      to = last;
      next = last.end;
    }
    ranges.push([from.code, to.code]);
  }
  return { parsed: { isNegated, ranges }, end: next + 1 };
}

/** A character that may be escaped. `-` and `]` must be; after one the class still has to go on. */
function memberAt(chars: readonly string[], at: number): { readonly code: number; readonly end: number } | undefined {
  const isEscaped = chars[at] === "\\";
  const char = chars[isEscaped ? at + 1 : at];
  if (char === undefined || (!isEscaped && (char === "-" || char === "]"))) return undefined;
  const end = at + (isEscaped ? 2 : 1);
  return end < chars.length ? { code: char.codePointAt(0) ?? 0, end } : undefined;
}

export function classHas({ isNegated, ranges }: CharacterClass, char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return ranges.some(([from, to]) => from <= code && code <= to) !== isNegated;
}
