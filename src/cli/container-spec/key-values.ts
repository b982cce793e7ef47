import { readFileSync } from "node:fs";

/** `KEY=VALUE` texts as a map; the last of a key counts, one without `=` is empty. */
export function pairsOf(texts: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 0) pairs[text] = "";
    else pairs[text.slice(0, at)] = text.slice(at + 1);
  }
  return pairs;
}

export type Lookup = (name: string) => string | undefined;

/**
 * The lines `KEY=VALUE` of a file; a key alone takes the value that `lookup` gives, or is left out. Empty lines and `#` are skipped.
 * @throws Error in Docker's words
 */
export function readPairsFile(path: string, lookup?: Lookup): string[] {
  const lines: string[] = [];
  for (const [index, raw] of readText(path).split("\n").entries()) {
    const line = (index === 0 ? raw.replace(/^\ufeff/, "") : raw).trimStart().replace(/\r$/, "");
    if (line === "" || line.startsWith("#")) continue;
    const pair = pairOf(line, lookup, path);
    if (pair !== undefined) lines.push(pair);
  }
  return lines;
}

function pairOf(line: string, lookup: Lookup | undefined, path: string): string | undefined {
  const at = line.indexOf("=");
  const key = at < 0 ? line : line.slice(0, at);
  if (/[\s]/.test(key)) {
    throw new Error(`invalid env file (${path}): variable '${key}' contains whitespaces`);
  }
  if (at === 0) throw new Error(`invalid env file (${path}): no variable name on line '${line}'`);
  if (at > 0) return line;
  const value = lookup?.(key);
  return value === undefined ? undefined : `${key}=${value}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(openError(path, error));
  }
}

/** Go's text of a file that cannot be opened. */
export function openError(path: string, error: unknown, action = "open"): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EISDIR: "is a directory",
    ENOTDIR: "not a directory",
    EEXIST: "file exists",
  };
  return `${code === "EISDIR" ? "read" : action} ${path}: ${reasons[code] ?? message}`;
}
