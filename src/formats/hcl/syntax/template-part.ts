import type { Range } from "../diagnostic.ts";
import type { Expression } from "./ast.ts";

/** A piece of a template, before its directives are put together. */
export type TemplatePart =
  | { readonly kind: "text"; text: string; range: Range }
  | { readonly kind: "value"; readonly expression: Expression; readonly range: Range }
  | { readonly kind: "if"; readonly condition: Expression; readonly range: Range }
  | {
      readonly kind: "for";
      readonly keyName: string | undefined;
      readonly valueName: string;
      readonly collection: Expression;
      readonly range: Range;
    }
  | { readonly kind: "else" | "endif" | "endfor"; readonly range: Range }
  | { readonly kind: "end"; readonly range: Range };

/** Characters that Go's `unicode.IsSpace` takes for white space. */
const space = String.raw`[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const leading = new RegExp(`^${space}+`);
const trailing = new RegExp(`(?<!${space})${space}+$`);

export const withoutLeading = (text: string): string => text.replace(leading, "");
export const withoutTrailing = (text: string): string => text.replace(trailing, "");

/** Takes from the lines of a `<<-` heredoc as many spaces as all of them begin with. */
export function removeIndent(parts: readonly TemplatePart[]): void {
  const lines: Extract<TemplatePart, { kind: "text" }>[] = [];
  let [least, isLineStart] = [Infinity, true];
  for (const part of parts) {
    if (part.kind === "end") break;
    if (isLineStart) {
      const spaces = part.kind === "text" ? (leading.exec(part.text)?.[0] ?? "") : "";
      const isBlank = part.kind === "text" && spaces === part.text && part.text.endsWith("\n");
      if (!isBlank) least = Math.min(least, [...spaces].length);
      if (part.kind === "text" && !isBlank) lines.push(part);
    }
    isLineStart = part.kind === "text" && part.text.endsWith("\n");
  }
  for (const line of lines) {
    line.text = [...line.text].slice(least).join("");
    const { file, start, end } = line.range;
    line.range = { file, start: { line: start.line, column: start.column + least }, end };
  }
}
