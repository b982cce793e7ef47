import { DockerfileError } from "../dockerfile-error.ts";

/** Texts and wildcards for one character in turn; a wildcard is `undefined`. */
type Segment = ReadonlyArray<string | undefined>;

/**
 * A pattern of `${name#pattern}` and its kin: its parts between stars. `?` and `*` match no line feed, as in BuildKit,
 * which makes regular expressions of them.
 */
export type ShellPattern = readonly Segment[];

/** @throws DockerfileError `invalid escape '\x'` */
export function parseShellPattern(pattern: string): ShellPattern {
  const segments: Array<Array<string | undefined>> = [[]];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*") segments.push([]);
    else if (char === "?") segments.at(-1)?.push(undefined);
    else if (char === "\\") segments.at(-1)?.push(escaped(chars[++at]));
    else segments.at(-1)?.push(char);
  }
  return segments.map(joined);
}

/** `}` and `/` are escaped for the sake of the substitution around the pattern. */
function escaped(char = "\ufffd"): string {
  if (!"}/*?\\".includes(char)) throw new DockerfileError(`invalid escape '\\${char}'`);
  return char;
}

/** Neighbouring characters as one text. */
function joined(segment: Segment): Segment {
  const parts: Array<string | undefined> = [];
  for (const part of segment) {
    const last = parts.at(-1);
    if (part !== undefined && last !== undefined) parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

export interface MatchOptions {
  /** Whether the longest match counts, not the shortest. */
  readonly greedy: boolean;
}

/** Where the match that begins at `from` ends; -1 for none. */
export function matchEnd(
  pattern: ShellPattern,
  text: string,
  { from, greedy }: MatchOptions & { readonly from: number },
): number {
  const [first = [], ...others] = pattern;
  let end = segmentEnd(first, text, from);
  for (const [index, segment] of others.entries()) {
    if (end < 0) return -1;
    const isLast = index === others.length - 1;
    end = isLast && greedy ? lastEnd(segment, text, end) : firstEnd(segment, text, end);
  }
  return end;
}

/** The first match in `text` at or after `from`, as long as possible. */
export function findMatch(
  pattern: ShellPattern,
  text: string,
  from: number,
): readonly [start: number, end: number] | undefined {
  const [first = []] = pattern;
  for (let start = from; start <= text.length; start++) {
    const literal = first.length === 1 ? first[0] : undefined;
    if (literal !== undefined) {
      start = text.indexOf(literal, start);
      if (start < 0) return undefined;
    }
    const end = matchEnd(pattern, text, { from: start, greedy: true });
    if (end >= 0) return [start, end];
    // What the stars did not reach from here they do not reach from further on in the line.
    if (pattern.length > 1 && segmentEnd(first, text, start) >= 0 && !first.some((part) => part?.includes("\n")))
      start = lineEnd(text, start);
  }
  return undefined;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The end of the earliest match that a star from `from` reaches. */
function firstEnd(segment: Segment, text: string, from: number): number {
  const limit = lineEnd(text, from);
  const [literal] = segment;
  if (segment.length === 1 && literal !== undefined) {
    const found = text.indexOf(literal, from);
    return found < 0 || found > limit ? -1 : found + literal.length;
  }
  for (let at = from; at <= limit; at++) {
    const end = segmentEnd(segment, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

/** The end of the last match that a star from `from` reaches. */
function lastEnd(segment: Segment, text: string, from: number): number {
  for (let at = lineEnd(text, from); at >= from; at--) {
    const end = segmentEnd(segment, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

function segmentEnd(segment: Segment, text: string, from: number): number {
  let at = from;
  for (const part of segment) {
    if (part !== undefined) {
      if (!text.startsWith(part, at)) return -1;
      at += part.length;
      continue;
    }
    const code = text.codePointAt(at);
    if (code === undefined || code === 0x0a) return -1;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}
