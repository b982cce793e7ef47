import { chmod, chown, mkdir, rmdir } from "node:fs/promises";
import { backgroundOp, type Op } from "#base/op.ts";
import type { BroughtMount } from "#core/build/cache/imports.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";

/** Makes a new folder what a cache says that it held. Of what cannot be unpacked nothing stays. @throws invalid-argument for a hostile one */
export async function restoreMount(
  op: Op,
  trees: Pick<TreeWorker, "unpackInto" | "emptyFolder">,
  { descriptor, diffId, blobPath, folder }: BroughtMount,
  path: string,
): Promise<void> {
  try {
    await trees.unpackInto(op, { digest: descriptor.digest, diffId, path: blobPath }, path);
  } catch (error) {
    // The archive may have changed the folder itself.
    await trees.emptyFolder(backgroundOp(op.log), path);
    await rmdir(path);
    await mkdir(path, { mode: 0o755 });
    throw error;
  }
  await chown(path, folder.uid, folder.gid);
  await chmod(path, folder.mode);
}
