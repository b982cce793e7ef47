/** The pieces of a template. `start` is the offset in the source. */
export interface Token {
  readonly kind:
    | "text"
    | "left"
    | "right"
    | "identifier"
    | "field"
    | "variable"
    | "number"
    | "char"
    | "string"
    | "raw"
    | "dot"
    | "pipe"
    | "declare"
    | "assign"
    | "comma"
    | "open"
    | "close"
    | "space"
    | "end";
  readonly text: string;
  readonly start: number;
}

/** A template that cannot be read. */
export class LexError extends Error {
  readonly start: number;

  constructor(message: string, start: number) {
    super(message);
    this.start = start;
  }
}

/** Cuts a template into tokens. @throws LexError in Go's words. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = source.indexOf("{{", at);
    const textEnd = open < 0 ? source.length : open;
    let text = source.slice(at, textEnd);
    if (trimNext) text = text.trimStart();
    const trimBefore = open >= 0 && /^\{\{-[ \t\r\n]/.test(source.slice(open, open + 4));
    if (trimBefore) text = text.trimEnd();
    if (text !== "") tokens.push({ kind: "text", text, start: at });
    if (open < 0) break;
    const action = lexAction(source, open, open + (trimBefore ? 4 : 2));
    tokens.push(...action.tokens);
    at = action.end;
    trimNext = action.trimAfter;
  }
  tokens.push({ kind: "end", text: "", start: source.length });
  return tokens;
}

interface Action {
  readonly tokens: readonly Token[];
  /** Behind the closing braces. */
  readonly end: number;
  readonly trimAfter: boolean;
}

function lexAction(source: string, open: number, from: number): Action {
  const comment = /^\/\*[\s\S]*?\*\//.exec(source.slice(from));
  if (source.startsWith("/*", from)) {
    if (comment === null) throw new LexError("unclosed comment", open);
    const close = /^(?:[ \t\r\n]-)?\}\}/.exec(source.slice(from + comment[0].length));
    if (close === null) throw new LexError("comment ends before closing delimiter", open);
    return { tokens: [], end: from + comment[0].length + close[0].length, trimAfter: close[0].length > 2 };
  }
  const tokens: Token[] = [{ kind: "left", text: "{{", start: open }];
  let at = from;
  let depth = 0;
  for (;;) {
    const close = /^(?:[ \t\r\n]+-\}\}|\}\})/.exec(source.slice(at));
    if (close !== null) {
      if (depth > 0) throw new LexError("unclosed left paren", at);
      tokens.push({ kind: "right", text: "}}", start: at });
      return { tokens, end: at + close[0].length, trimAfter: close[0].length > 2 };
    }
    if (at >= source.length) throw new LexError("unclosed action", open);
    const token = nextToken(source, at);
    if (token.kind === "open") depth++;
    if (token.kind === "close" && --depth < 0) throw new LexError("unexpected right paren", at);
    tokens.push(token);
    at += token.text.length;
  }
}

const patterns: readonly (readonly [kind: Token["kind"], pattern: RegExp])[] = [
  ["space", /[ \t\r\n]+/y],
  ["declare", /:=/y],
  ["assign", /=/y],
  ["pipe", /\|/y],
  ["comma", /,/y],
  ["open", /\(/y],
  ["close", /\)/y],
  ["string", /"(?:[^"\\\n]|\\.)*"/y],
  ["raw", /`[^`]*`/y],
  ["char", /'(?:[^'\\\n]|\\.[^']*)'/y],
  ["variable", /\$[\p{L}\p{N}_]*/uy],
  ["field", /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  [
    "number",
    /[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9_]+)?)/y,
  ],
  ["dot", /\./y],
  ["identifier", /[\p{L}_][\p{L}\p{N}_]*/uy],
];

function nextToken(source: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text, start: at };
  }
  const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (char === '"') throw new LexError("unterminated quoted string", at);
  if (char === "`") throw new LexError("unterminated raw quoted string", at);
  if (char === "'") throw new LexError("unterminated character constant", at);
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw new LexError(`unrecognized character in action: U+${code} '${char}'`, at);
}
