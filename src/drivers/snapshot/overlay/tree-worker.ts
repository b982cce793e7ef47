import { closeSync, openSync } from "node:fs";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import type { UsageResult } from "./protocol.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** The unpack Workers as what they are besides: those who remove, measure and copy trees. */
export function treeWorkerOf(pool: WorkerPool): TreeWorker {
  return {
    async emptyFolder(op, folder) {
      await pool.run(op, { kind: "remove", folder });
    },
    async usage(op, path) {
      return (await pool.run(op, { kind: "usage", path })) as UsageResult;
    },
    async copyInto(op, from, path) {
      return (await pool.run(op, { kind: "copy", from, path })) as boolean;
    },
    async unpackInto(op, { path: blobPath, digest: blob, diffId }, path) {
      const fd = openSync(blobPath, "r");
      try {
        await pool.run(op, { kind: "unpack", fd, blob, diffId, grows: false, target: path });
      } finally {
        closeSync(fd);
      }
      await pool.run(op, { kind: "sync", path });
    },
  };
}
