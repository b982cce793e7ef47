import type { ExpectedLine } from "./script.ts";

/** Whether the pattern is the whole text, where spaces count as one; `*` is any text, `\*` the sign itself. */
export function fits(pattern: string, text: string): boolean {
  const parts = spaced(pattern).split(/(\\\*|\*)/);
  const source = parts.map((part) => (part === "*" ? ".*" : part === "\\*" ? "\\*" : escaped(part))).join("");
  return new RegExp(`^${source}$`, "s").test(spaced(text));
}

function spaced(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Whether a line of the text fits. */
export function shows(text: string, pattern: string): boolean {
  return linesOf(text).some((line) => fits(pattern, line));
}

/** The first expectation that the output does not meet. */
export function unmet(output: string, expected: readonly ExpectedLine[]): ExpectedLine | undefined {
  const lines = linesOf(output);
  let from = 0;
  for (const expectation of expected) {
    const begin = expectation.kind === ">>" ? from : 0;
    const at = lines.findIndex((line, index) => index >= begin && fits(expectation.pattern, line));
    if (at >= 0 === (expectation.kind === "!")) return expectation;
    if (at >= 0) from = at + 1;
  }
  return undefined;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}
