import type { LineCounter, YAMLParseError } from "yaml";
import { ComposeError } from "../errors.ts";

/** The message of an error in the words of Go's YAML; those of the parser where there are none. */
export function syntaxError({ code, message, pos }: YAMLParseError, text: string, lines: LineCounter): ComposeError {
  const line = (at: number): number => lines.linePos(at).line;
  const [start, end] = pos;
  const [, closing] = /^Flow .* end with a (.)$/.exec(message) ?? [];
  if (closing !== undefined) return flowError(text, start, closing);
  if (message.startsWith("Maximum call stack")) return new ComposeError("yaml: exceeded max depth of 500");
  if (code === "TAB_AS_INDENT" || code === "BAD_SCALAR_START")
    return scanned(line(start), "found character that cannot start any token");
  if (code === "BAD_DQ_ESCAPE") return scanned(line(start), "found unknown escape character");
  if (code === "MISSING_CHAR" && message.includes("quote"))
    return scanned(line(text.trimEnd().length), "found unexpected end of stream");
  if (message.startsWith("All mapping items")) return parsed(line(start) - 1, "did not find expected key");
  if (/^(?:Nested mappings|Implicit keys)/.test(message))
    return scanned(line(end), "mapping values are not allowed in this context");
  return scanned(line(start), message);
}

/** What ends too early: the next token is named by the lines before it. */
function flowError(text: string, at: number, closing: string): ComposeError {
  const before = text.slice(0, at).trimEnd();
  const next = at + /^(?:\s|#[^\n]*)*/.exec(text.slice(at))![0].length;
  const missing = next === text.length && !text.endsWith("\n") ? 1 : 0;
  const linesBefore = text.slice(0, next).split("\n").length - 1 + missing;
  const isValueMissing = before.endsWith("[") || before.endsWith(",");
  return parsed(linesBefore, `did not find expected ${isValueMissing ? "node content" : `',' or '${closing}'`}`);
}

/** Go's YAML counts from one where it looks at characters; the first line it does not name. */
const scanned = (line: number, what: string): ComposeError => parsed(line === 1 ? 0 : line, what);

/** It counts from zero where it puts tokens together. */
const parsed = (line: number, what: string): ComposeError =>
  new ComposeError(line === 0 ? `yaml: ${what}` : `yaml: line ${line}: ${what}`);
