import { PatternError } from "./syntax.ts";

const simple: Readonly<Record<string, string>> = { a: "\x07", f: "\f", t: "\t", n: "\n", r: "\r", v: "\v" };

/** The character that a backslash at `start` and what follows stand for, and where it ends. @throws PatternError */
export function readEscape(text: string, start: number): { readonly char: string; readonly end: number } {
  const next = text.slice(start + 1, start + 14);
  if (next === "") throw new PatternError("trailing backslash at end of expression", "");
  const known = simple[next[0]!];
  if (known !== undefined) return { char: known, end: start + 2 };
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(next)?.[0];
  if (octal !== undefined)
    return { char: String.fromCodePoint(Number.parseInt(octal, 8)), end: start + 1 + octal.length };
  const hex = /^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/.exec(next);
  const code = hex === null ? Number.NaN : Number.parseInt((hex[1] ?? hex[2])!, 16);
  if (hex !== null && code <= 0x10ffff) return { char: String.fromCodePoint(code), end: start + 1 + hex[0].length };
  const char = String.fromCodePoint(next.codePointAt(0)!);
  if (/^[\x00-\x7f]$/.test(char) && !/[0-9a-zA-Z]/.test(char)) return { char, end: start + 2 };
  const bad = next.startsWith("x") ? next.slice(0, 3) : char;
  throw new PatternError("invalid escape sequence", `\\${bad}`);
}
