import { closeSync, constants, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Op } from "#base/op.ts";
import type { FileWorker } from "#core/files/contract.ts";
import { withPlainBytes } from "#sys/plain-bytes.ts";

/** A context that came as an archive, unpacked for the time of one build. */
export interface ContextFolder extends AsyncDisposable {
  readonly path: string;
}

/** Unpacks a tar archive, plain or packed, into a folder of its own below `parent`. @throws invalid-argument when it is damaged */
export async function unpackContext(
  op: Op,
  files: FileWorker,
  source: { readonly archive: AsyncIterable<Uint8Array>; readonly parent: string },
): Promise<ContextFolder> {
  const path = await mkdtemp(join(source.parent, "context-"));
  const folder: ContextFolder = {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
  const root = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const target = { root, path: "/", noOverwriteDirNonDir: false, allow: () => undefined };
    await withPlainBytes(op, source.archive, (plain) => files.extract(op, target, plain));
    return folder;
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  } finally {
    closeSync(root);
  }
}
