import { quote } from "#base/strconv.ts";
import { between } from "../diagnostic.ts";
import type { Cursor } from "./cursor.ts";
import { positionAfter } from "./text-position.ts";
import type { Token } from "./token.ts";

const quotedPart = /\\(?:u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[\s\S]|$)|\$\$\{|%%\{|[$%]|[^\\$%]+/gu;
const plainPart = /\$\$\{|%%\{|[$%]|[^$%]+/gu;
const simple: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** What a literal token stands for, its escapes resolved. */
export function literalText(cursor: Cursor, token: Token): string {
  const isQuoted = token.type === "quoted literal";
  let [out, position] = ["", token.range.start];
  for (const [part] of token.text.matchAll(isQuoted ? quotedPart : plainPart)) {
    const start = position;
    position = positionAfter(start, part);
    const report = (detail: string): void =>
      cursor.report("Invalid escape sequence", detail, { file: token.range.file, start, end: position });
    if (part === "$${" || part === "%%{") out += part.slice(1);
    else out += isQuoted && part.startsWith("\\") ? unescaped(part, report) : part;
  }
  return out;
}

function unescaped(part: string, report: (detail: string) => void): string {
  const selector = part[1];
  if (selector === undefined) {
    report("Backslash must be followed by an escape sequence selector character.");
    return part;
  }
  const known = simple[selector];
  if (known !== undefined) return known;
  if (selector === "u" || selector === "U") return codePoint(part, selector, report);
  report(`The symbol ${quote(part.slice(1))} is not a valid escape sequence selector.`);
  return part.slice(1);
}

function codePoint(part: string, selector: "u" | "U", report: (detail: string) => void): string {
  const [length, word] = selector === "u" ? [6, "four"] : [10, "eight"];
  if (part.length !== length) {
    report(`The \\${selector} escape sequence must be followed by ${word} hexadecimal digits.`);
    return part;
  }
  const code = Number.parseInt(part.slice(2), 16);
  if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) return String.fromCodePoint(code);
  report(`Cannot encode character U+${code.toString(16).padStart(4, "0")} in UTF-8.`);
  return part;
}

/** A quoted string in which no template may stand: the label of a block. */
export function readLabel(cursor: Cursor): { readonly text: string; readonly range: Token["range"] } {
  const open = cursor.read();
  for (let text = ""; ; ) {
    const token = cursor.read();
    const done = { text, range: between(open.range, token.range) };
    switch (token.type) {
      case "close quote":
        return done;
      case "quoted literal":
        text += literalText(cursor, token);
        break;
      case "interpolation":
      case "control": {
        const mark = token.type === "control" ? "%" : "$";
        const detail = `Template sequences are not allowed in this string. To include a literal "${mark}", double it (as "${mark}${mark}") to escape it.`;
        cursor.report("Invalid string literal", detail, token.range);
        text += `${mark}{ ... }`;
        cursor.recover("template end");
        break;
      }
      case "end":
        cursor.report(
          "Unterminated string literal",
          "Unable to find the closing quote mark before the end of the file.",
          token.range,
        );
        return done;
      default:
        cursor.report("Invalid string literal", "This item is not valid in a string literal.", token.range);
        cursor.recover("close quote");
        return done;
    }
  }
}
