import { closeSync, openSync, renameSync, rmSync, type Stats, writeSync } from "node:fs";
import { clean, parentOf } from "./paths.ts";
import { statIfThere } from "./stat-if-there.ts";

/** Checks that a file can be made or replaced, before anything is asked for. @throws Error in Docker's words */
export function checkOutputFile(path: string): void {
  const folder = parentOf(clean(path));
  if (statIfThere(folder) === undefined) {
    throw new Error(`invalid output path: stat ${folder}: no such file or directory`);
  }
  const kind = kindOf(statIfThere(path));
  if (kind !== undefined) throw new Error(`cannot write to a ${kind}`);
}

function kindOf(stat: Stats | undefined): string | undefined {
  if (stat === undefined || stat.isFile()) return undefined;
  if (stat.isDirectory()) return "directory";
  if (stat.isCharacterDevice()) return "character device file";
  if (stat.isBlockDevice()) return "block device file";
  return stat.isFIFO() ? "named pipe" : "socket";
}

/** Writes a file that is there when all of it is. */
export async function writeWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  const fd = openSync(partial, "wx", 0o600);
  try {
    for await (const chunk of content) for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}
