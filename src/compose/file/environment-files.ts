import { resolve } from "node:path";
import { ComposeError } from "../errors.ts";
import type { FileAccess } from "./file-access.ts";
import { parseEnvironmentFile } from "./parse-environment.ts";

type Environment = ReadonlyMap<string, string>;

/** A text without the mark of its encoding. */
export const withoutMark = (text: string): string => text.replace(/^\ufeff/, "");

/** The variables of files such as `.env`, the last of a name. What is around them comes first in their values. @throws ComposeError */
export function readEnvironmentFiles(
  paths: readonly string[],
  around: Environment,
  { kindOf, readText }: FileAccess,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths.map((given) => resolve(given))) {
    const kind = kindOf(path);
    if (kind === undefined) throw new ComposeError(`couldn't find env file: ${path}`);
    if (kind === "folder") throw new ComposeError(`${path} is a directory`);
    const text = readText(path);
    try {
      parseEnvironmentFile(withoutMark(text), found, (name) => around.get(name) ?? found.get(name));
    } catch (error) {
      throw new ComposeError(`failed to read ${path}: ${(error as Error).message}`);
    }
  }
  return found;
}
