import { readFileSync } from "node:fs";
import { quote } from "#base/strconv.ts";
import { openError } from "./key-values.ts";

/** What `--security-opt` says. Null paths mean the engine's own lists. */
export interface ParsedSecurity {
  readonly options: readonly string[] | null;
  readonly maskedPaths: readonly string[] | null;
  readonly readonlyPaths: readonly string[] | null;
}

const openPaths = "systempaths=unconfined";

/** Checks the options, and reads the seccomp profile where one is named. @throws Error in Docker's words. */
export function parseSecurity(texts: readonly string[]): ParsedSecurity {
  const options = texts.filter((text) => text !== openPaths).map(parseOption);
  const paths = texts.includes(openPaths) ? [] : null;
  return { options: texts.length === 0 ? null : options, maskedPaths: paths, readonlyPaths: paths };
}

function parseOption(text: string): string {
  const at = text.includes("=") ? text.indexOf("=") : text.indexOf(":");
  if (at < 0 && text !== "no-new-privileges") throw new Error(`Invalid --security-opt: ${quote(text)}`);
  const key = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? "" : text.slice(at + 1);
  if (key !== "seccomp" || value === "unconfined" || value === "builtin") return text;
  return `seccomp=${readProfile(value)}`;
}

function readProfile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`opening seccomp profile (${path}) failed: ${openError(path, error)}`);
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Error(`compacting json for seccomp profile (${path}) failed: ${(error as Error).message}`);
  }
  return compactJson(text);
}

/** JSON without white space between its parts; numbers and escapes stay as they are written. */
function compactJson(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : ""));
}
