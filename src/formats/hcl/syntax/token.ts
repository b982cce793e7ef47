import type { Range } from "../diagnostic.ts";

/** Tokens that are one symbol are named by it. */
export type TokenType =
  | "identifier"
  | "number"
  | "comment"
  | "newline"
  | "open quote"
  | "close quote"
  | "open heredoc"
  | "close heredoc"
  | "quoted literal"
  | "string literal"
  | "quoted newline"
  | "interpolation"
  | "control"
  | "template end"
  | "invalid"
  | "bad utf8"
  | "end"
  | Symbol;

export type Symbol =
  | "{"
  | "}"
  | "["
  | "]"
  | "("
  | ")"
  | "."
  | ","
  | "*"
  | "/"
  | "%"
  | "+"
  | "-"
  | "="
  | "<"
  | ">"
  | "!"
  | "?"
  | ":"
  | "&"
  | "|"
  | "~"
  | "^"
  | ";"
  | "`"
  | "'"
  | "=="
  | "!="
  | ">="
  | "<="
  | "&&"
  | "||"
  | "..."
  | "=>";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly range: Range;
}

/** What closes each opening token, and what opens each closing one. */
export const opposite: Readonly<Partial<Record<TokenType, TokenType>>> = {
  "{": "}",
  "[": "]",
  "(": ")",
  "open quote": "close quote",
  "open heredoc": "close heredoc",
  "}": "{",
  "]": "[",
  ")": "(",
  "close quote": "open quote",
  "close heredoc": "open heredoc",
  control: "template end",
  interpolation: "template end",
  "template end": "interpolation",
};
