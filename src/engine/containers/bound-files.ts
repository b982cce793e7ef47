import { stat } from "node:fs/promises";
import type { MountPoint } from "#api/types.gen.ts";

/** The sources of read-only binds that are there and no folders: files, sockets, devices. */
export async function boundFiles(points: readonly MountPoint[]): Promise<ReadonlySet<string>> {
  const binds = points.filter(({ Type, RW }) => Type === "bind" && !RW);
  const isFile = await Promise.all(
    binds.map(({ Source }) =>
      stat(Source).then(
        (it) => !it.isDirectory(),
        () => false,
      ),
    ),
  );
  return new Set(binds.filter((_, i) => isFile[i]).map(({ Source }) => Source));
}
