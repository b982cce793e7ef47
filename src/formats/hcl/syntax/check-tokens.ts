import type { Diagnostic } from "../diagnostic.ts";
import type { Token, TokenType } from "./token.ts";

type Text = readonly [summary: string, detail: string];

const bitwise = (hint = ""): Text => ["Unsupported operator", `Bitwise operators are not supported.${hint}`];
const invalidTexts: Readonly<Partial<Record<TokenType, Text>>> = {
  "&": bitwise(' Did you mean boolean AND ("&&")?'),
  "|": bitwise(' Did you mean boolean OR ("||")?'),
  "^": bitwise(),
  "~": bitwise(' Did you mean boolean NOT ("!")?'),
  "`": [
    "Invalid character",
    'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".',
  ],
  "'": ["Invalid character", 'Single quotes are not valid. Use double quotes (") to enclose strings.'],
  ";": [
    "Invalid character",
    'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.',
  ],
  "bad utf8": [
    "Invalid character encoding",
    "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor.",
  ],
  "quoted newline": [
    "Invalid multi-line string",
    'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
  ],
  invalid: ["Invalid character", "This character is not used within the language."],
};
const curlyQuotes =
  '"Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a "straight quote".';

/** Which of the tokens that never stand in a right text are told: not each of what comes in numbers. */
const told: Readonly<Partial<Record<TokenType, (seen: number) => boolean>>> = {
  "`": (seen) => seen === 0 || seen === 2,
  "'": (seen) => seen === 0 || seen === 2,
  ";": (seen) => seen === 0,
  "bad utf8": (seen) => seen === 0,
};

export function checkTokens(tokens: readonly Token[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Map<string, number>();
  for (const { type, text, range } of tokens) {
    const texts = invalidTexts[type];
    if (texts === undefined) continue;
    const isBitwise = texts[0] === "Unsupported operator";
    const key = isBitwise ? "bitwise" : type;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    if (!(isBitwise ? count < 4 : (told[type]?.(count) ?? true))) continue;
    const detail = text === "“" || text === "”" ? curlyQuotes : texts[1];
    found.push({ summary: texts[0], detail, subject: range });
  }
  return found;
}
