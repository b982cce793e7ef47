import { dirname, resolve } from "node:path";
import { parseBool } from "#base/strconv.ts";
import { hostFiles } from "../file/file-access.ts";
import type { ResourceLoader } from "../file/resources.ts";

interface Surroundings {
  readonly currentFolder: string;
  readonly remotes: readonly ResourceLoader[];
}

/** The given folder, that of the first file of this host, or the current one. */
export function workingFolder(
  { directory, files }: { readonly directory: string; readonly files: readonly string[] },
  { currentFolder, remotes }: Surroundings,
): string {
  if (directory !== "") return resolve(currentFolder, directory);
  const first = files.find((path) => path !== "-");
  if (first === undefined || remotes.some((loader) => loader.accepts(first))) return currentFolder;
  return dirname(resolve(currentFolder, first));
}

/** The `.env` of a folder, unless the environment says that it counts for nothing. @throws Error for another word than a boolean's */
export function usualEnvironmentFile(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const disabled = env["COMPOSE_DISABLE_ENV_FILE"];
  if (disabled !== undefined && parseBool(disabled)) return [];
  const path = resolve(folder, ".env");
  return hostFiles.kindOf(path) === "file" ? [path] : [];
}
