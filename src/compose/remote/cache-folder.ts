import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isTrueWord } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";

/** Where copies of what is not on this host are kept. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const given = env["XDG_CACHE_HOME"];
  if (given !== undefined) return join(given, "docker-compose");
  return join(env["HOME"] || homedir(), ".cache", "docker-compose");
}

/** Whether the folder is there whole. @throws ComposeError where something else stands in its place */
export function isCached(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new ComposeError(`invalid cache: ${folder} is not a folder`);
  return found !== undefined;
}

/** Makes a folder whole or not at all: `fill` gets one that is not there under its name yet. */
export async function fillFolder(folder: string, fill: (path: string) => Promise<void>): Promise<void> {
  const parent = join(folder, "..");
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const fresh = mkdtempSync(`${folder}.new-`);
  try {
    await fill(fresh);
    if (!isCached(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Loaders that the environment may turn off. @throws ComposeError */
export function checkEnabled(env: Readonly<Record<string, string | undefined>>, variable: string, what: string): void {
  const value = env[variable] ?? "";
  if (value === "" || isTrueWord(value)) return;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(value))
    throw new ComposeError(`${what} remote resource is disabled by ${JSON.stringify(variable)}`);
  throw new ComposeError(
    `${variable} environment variable expects boolean value: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
  );
}
