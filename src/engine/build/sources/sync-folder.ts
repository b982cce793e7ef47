import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { BuildFileWorker } from "#core/build/file-worker.ts";
import type { RemoteFiles } from "#core/build/session.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";

/** So many files are asked for at one time. */
const parallel = 16;
/** More entries than any context has. */
const maxEntries = 2_000_000;

export interface FolderSync {
  readonly worker: Pick<BuildFileWorker, "beginSync" | "finishSync">;
  /** That nobody else writes to. */
  readonly folder: string;
  readonly files: RemoteFiles;
  readonly progress: { add(bytes: number): void; completed(): void };
}

/** Makes a folder equal to what a client lists: only files that are new or whose facts have changed are asked for. */
export async function syncFolder(op: Op, sync: FolderSync): Promise<void> {
  const { worker, folder, files, progress } = sync;
  const entries: TreeFile[] = [];
  for await (const entry of files.list(op)) {
    progress.add(entry.path.length);
    if (entries.push(entry) > maxEntries)
      throw new EngineError("resource-exhausted", `a context of more than ${maxEntries} files`);
  }
  const { wanted, isWhole } = await worker.beginSync(op, folder, entries);
  const queue = wanted.values();
  await Promise.all(
    Array.from({ length: Math.min(parallel, wanted.length) }, async () => {
      for (const number of queue) await bring(op, sync, entries[number] as TreeFile);
    }),
  );
  if (!isWhole) await worker.finishSync(op, folder, entries, wanted);
  progress.completed();
}

/**
 * The folder above is there, and nothing else is of the file's name. A file may be longer or shorter by now than it was listed
 * (the log of the build itself, say): it is asked for again the next time.
 */
async function bring(op: Op, { folder, files, progress }: FolderSync, entry: TreeFile): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(join(folder, entry.path), flags, 0o600);
  try {
    for await (const chunk of files.read(op, entry.path)) {
      throwIfEnded(op);
      await file.writeFile(chunk);
      progress.add(chunk.length);
    }
  } finally {
    await file.close();
  }
}
