import { readFileSync } from "node:fs";
import { keyValueLines } from "#formats/key-value-lines.ts";

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

/** The lines `KEY=VALUE` of a file. @throws Error in Docker's words @see keyValueLines */
export function readPairsFile(path: string, lookup?: Lookup): string[] {
  const text = readText(path);
  try {
    return keyValueLines(text, lookup).map(([key, value]) => `${key}=${value}`);
  } catch (error) {
    throw new Error(`invalid env file (${path}): ${(error as Error).message}`);
  }
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
    ECONNREFUSED: "connection refused",
  };
  return `${code === "EISDIR" ? "read" : action} ${path}: ${reasons[code] ?? message}`;
}
