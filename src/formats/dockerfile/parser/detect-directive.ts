import { type Directive, type DirectiveName, DirectiveReader } from "./directives.ts";
import { withoutLineEnd } from "./source-lines.ts";

/** A directive of a file as a whole. */
export interface DetectedDirective {
  /** Up to the first space: of `syntax` the reference of the frontend. */
  readonly value: string;
  /** All of it. */
  readonly commandLine: string;
  /** 0 where it stands in JSON. */
  readonly line: number;
}

/** The directive `name` of a Dockerfile: `# name=value`, after a byte order mark and a line with `#!`. */
export function detectDirective(name: DirectiveName, text: string): DetectedDirective | undefined {
  const { rest, skipped } = withoutShebang(text);
  return fromComments(name, rest, { comment: "#", line: skipped });
}

/**
 * What frontend a file of any language asks for: `# syntax=…`, `// syntax=…`, or `"syntax": "…"` of an object in JSON.
 */
export function detectSyntax(text: string): DetectedDirective | undefined {
  const { rest, skipped } = withoutShebang(text);
  return (
    fromComments("syntax", rest, { comment: "#", line: skipped }) ??
    fromComments("syntax", rest, { comment: "//", line: skipped }) ??
    fromJson("syntax", rest, skipped)
  );
}

function fromComments(
  name: DirectiveName,
  text: string,
  options: { readonly comment: string; readonly line: number },
): DetectedDirective | undefined {
  const reader = new DirectiveReader(options);
  const found = readAll(reader, text).find((directive) => directive.name === name);
  return found && { value: found.value.split(" ", 1)[0] ?? "", commandLine: found.value, line: found.line };
}

/** Up to where there are no more, or one is there twice. */
function readAll(reader: DirectiveReader, text: string): readonly Directive[] {
  for (let at = 0; at < text.length && !reader.isDone; ) {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed + 1;
    try {
      reader.read(withoutLineEnd(text.slice(at, end)));
    } catch {
      break;
    }
    at = end;
  }
  return reader.found;
}

function fromJson(name: string, text: string, line: number): DetectedDirective | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[name];
    return typeof value === "string" ? { value, commandLine: value, line } : undefined;
  } catch {
    return undefined;
  }
}

function withoutShebang(text: string): { readonly rest: string; readonly skipped: number } {
  const rest = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (!rest.startsWith("#!")) return { rest, skipped: 0 };
  const feed = rest.indexOf("\n");
  return { rest: feed < 0 ? "" : rest.slice(feed + 1), skipped: 1 };
}
