import { statSync } from "node:fs";
import { dirname, join } from "node:path";

export const mainFileNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/** The files of the first folder, from this one upwards, that has any. */
export function findComposeFiles(folder: string, warn: (message: string) => void): string[] {
  for (let at = folder; ; at = dirname(at)) {
    const [main] = first(at, mainFileNames, { what: "config", warn });
    if (main !== undefined) return [main, ...first(at, overrideNames, { what: "override", warn })];
    if (at === dirname(at)) return [];
  }
}

function first(
  folder: string,
  names: readonly string[],
  { what, warn }: { readonly what: string; readonly warn: (message: string) => void },
): string[] {
  const found = names.map((name) => join(folder, name)).filter(isThere);
  const [winner] = found;
  if (winner === undefined) return [];
  if (found.length > 1) {
    warn(`Found multiple ${what} files with supported names: ${found.join(", ")}`);
    warn(`Using ${winner}`);
  }
  return [winner];
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
