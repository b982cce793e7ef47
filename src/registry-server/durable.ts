import { mkdir, open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncPath } from "#sys/files/sync-path.ts";

/** Makes a folder with all above it, durably. */
export async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let at = path; at.length >= made.length; at = dirname(at)) await syncPath(dirname(at));
}

/** Puts a file in place as a whole: it has these bytes or its former ones, whatever happens. */
export async function writeFileDurably(
  path: string,
  bytes: Uint8Array | string,
  options: { readonly temp: string },
): Promise<void> {
  const file = await open(options.temp, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(options.temp, path);
  await syncPath(dirname(path));
}

/** Makes an empty file, durably. */
export async function touchDurably(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.close();
  await syncPath(dirname(path));
}

/** Moves a file whose bytes are durable. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncPath(dirname(to));
}

/** Size of a file; undefined when there is none. */
export async function sizeOfFile(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Names of files for what is not in its place yet. */
export class TempFiles {
  readonly #folder: string;
  #next = 1;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(): string {
    return join(this.#folder, String(this.#next++));
  }
}
