import type { LineCounter, YAMLParseError } from "yaml";
import { ComposeError } from "../errors.ts";

/** The message of an error in the words of Go's YAML; those of the parser where there are none. */
export function syntaxError({ code, message, pos }: YAMLParseError, text: string, lines: LineCounter): ComposeError {
  const at = lines.linePos(pos[0]).line;
  const before = text.slice(0, pos[0]).trimEnd();
  const last = lines.linePos(Math.max(before.length - 1, 0)).line;
  const [, end] = /^Flow .* end with a (.)$/.exec(message) ?? [];
  if (end !== undefined) {
    const isValueMissing = before.endsWith("[") || before.endsWith(",");
    return placed(last, `did not find expected ${isValueMissing ? "node content" : `',' or '${end}'`}`);
  }
  if (message.startsWith("Maximum call stack")) return new ComposeError("yaml: exceeded max depth of 500");
  if (code === "TAB_AS_INDENT" || code === "BAD_SCALAR_START")
    return placed(at, "found character that cannot start any token");
  if (code === "BAD_DQ_ESCAPE") return placed(at, "found unknown escape character");
  if (code === "MISSING_CHAR" && message.includes("quote")) return placed(last, "found unexpected end of stream");
  if (message.startsWith("All mapping items")) return placed(at, "did not find expected key");
  if (/^(?:Nested mappings|Implicit keys)/.test(message))
    return placed(lines.linePos(pos[1]).line, "mapping values are not allowed in this context");
  return placed(at, message);
}

const placed = (line: number, what: string): ComposeError => new ComposeError(`yaml: line ${line}: ${what}`);
