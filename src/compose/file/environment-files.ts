import { resolve } from "node:path";
import { ComposeError } from "../errors.ts";
import { parseEnvironmentFile } from "./parse-environment.ts";
import { kindOfFile, readText } from "./read-text.ts";

type Environment = ReadonlyMap<string, string>;

/** The variables of files such as `.env`, the last of a name. What is around them comes first in their values. @throws ComposeError */
export function readEnvironmentFiles(paths: readonly string[], around: Environment): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths.map((given) => resolve(given))) {
    const kind = kindOfFile(path);
    if (kind === undefined) throw new ComposeError(`couldn't find env file: ${path}`);
    if (kind === "folder") throw new ComposeError(`${path} is a directory`);
    const text = readText(path);
    try {
      parseEnvironmentFile(text, found, (name) => around.get(name) ?? found.get(name));
    } catch (error) {
      throw new ComposeError(`failed to read ${path}: ${(error as Error).message}`);
    }
  }
  return found;
}
