import { accessSync, constants } from "node:fs";
import { posix, win32 } from "node:path";

export interface ProgramSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly system?: NodeJS.Platform;
  readonly isExecutable?: (path: string) => boolean;
}

/** Where a program is, by the folders of PATH; undefined: nowhere. */
export function findProgram(
  name: string,
  { env, system = process.platform, isExecutable = canRun }: ProgramSearch,
): string | undefined {
  const { join, delimiter } = system === "win32" ? win32 : posix;
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, executableName(name, system))).find(isExecutable);
}

/** The name of a program's file. */
export function executableName(name: string, system: NodeJS.Platform = process.platform): string {
  return system === "win32" ? `${name}.exe` : name;
}

export function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
