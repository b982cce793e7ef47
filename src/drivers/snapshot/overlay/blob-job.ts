import { closeSync, openSync } from "node:fs";
import { type Op, orEnd } from "#base/op.ts";
import type { LayerSource } from "#core/snapshot/contract.ts";
import type { BlobJob, JobResult } from "./protocol.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** A layer's blob, open for a Worker: its file may be given another name meanwhile. */
export function openBlob(layer: LayerSource): OpenBlob {
  return new OpenBlob(layer, openSync(layer.blobPath, "r"));
}

export class OpenBlob implements Disposable {
  readonly #layer: LayerSource;
  readonly #fd: number;

  constructor(layer: LayerSource, fd: number) {
    this.#layer = layer;
    this.#fd = fd;
  }

  /** Has a Worker read it. Resolves when the blob is whole as well. @throws why it will not be */
  async run(
    op: Op,
    pool: WorkerPool,
    what: { readonly kind: "unpack"; readonly target: string } | { readonly kind: "verify" },
  ): Promise<JobResult> {
    const { blob, diffId, growth, progress } = this.#layer;
    const job: BlobJob = { fd: this.#fd, blob, diffId, grows: growth !== undefined };
    let broken: { readonly reason: unknown } | undefined;
    growth?.whole.catch((reason: unknown) => {
      broken = { reason };
    });
    try {
      const result = await pool.run(op, { ...job, ...what }, { growth, progress });
      if (growth !== undefined) await orEnd(op, growth.whole);
      return result;
    } catch (error) {
      throw broken === undefined ? error : broken.reason;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
