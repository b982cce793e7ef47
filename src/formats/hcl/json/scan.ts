import type { Position, Range } from "../diagnostic.ts";
import { positionAfter } from "../syntax/text-position.ts";

export type JsonTokenType = "{" | "}" | "[" | "]" | "," | ":" | "=" | "word" | "string" | "number" | "invalid" | "end";

export interface JsonToken {
  readonly type: JsonTokenType;
  readonly text: string;
  readonly range: Range;
}

const patterns: readonly (readonly [RegExp, JsonTokenType])[] = [
  [/"(?:\\[^\u0000-\u001f]|[^"\\\u0000-\u001f])*(?:"|\\$)?/y, "string"],
  [/[-+.0-9][-+.eE0-9]*/y, "number"],
  [/[a-zA-Z][a-zA-Z_]*/y, "word"],
];
const space = /[ \n\r\t]*/y;

function afterSpace(start: Position, text: string): Position {
  let { line, column } = start;
  for (const char of text) {
    if (char === "\n") [line, column] = [line + 1, 1];
    // A tab counts for two.
    else if (char !== "\r") column += char === "\t" ? 2 : 1;
  }
  return { line, column };
}

/** The tokens of a JSON text; after one that is none, nothing more is read. */
export function scanJson(text: string, file: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let [at, position]: [number, Position] = [0, { line: 1, column: 1 }];
  const emit = (type: JsonTokenType, shown: string): void => {
    const start = position;
    position =
      type === "string" ? positionAfter(start, shown) : { line: start.line, column: start.column + shown.length };
    at += shown.length;
    tokens.push({ type, text: shown, range: { file, start, end: position } });
  };
  for (;;) {
    space.lastIndex = at;
    const spaces = space.exec(text)![0];
    position = afterSpace(position, spaces);
    at += spaces.length;
    const first = text[at];
    if (first === undefined) break;
    if ("{}[],:=".includes(first)) {
      emit(first as JsonTokenType, first);
      continue;
    }
    const found = patterns
      .map(([pattern, type]) => [matchAt(pattern, text, at), type] as const)
      .find(([one]) => one !== undefined);
    if (found === undefined) {
      emit("invalid", first);
      break;
    }
    emit(found[1], found[0]!);
  }
  emit("end", "");
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
