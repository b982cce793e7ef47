import type { Op } from "#base/op.ts";
import type { DownloadTarget, RepositoryName, UploadOutcome, UploadSource } from "#core/registry/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { EndpointChain } from "../endpoint-chain.ts";
import type { RefusalTexts } from "../refusals.ts";
import type { RegistrySettings } from "../settings.ts";
import { downloadFrom } from "./download.ts";
import { Slots } from "./slots.ts";
import { TransferWorker } from "./transfer-worker.ts";
import { uploadTo } from "./upload.ts";

interface Ground {
  readonly name: RepositoryName;
  readonly chain: EndpointChain;
  readonly refusals: RefusalTexts;
  readonly settings: RegistrySettings;
  readonly blob: Descriptor;
}

export interface DownloadOrder extends Ground {
  readonly target: DownloadTarget;
}

export interface UploadOrder extends Ground {
  readonly source: UploadSource;
}

/** The large transfers of all repositories. How many at once is counted by registry, so that one that hangs holds up no other. */
export class Transfers implements AsyncDisposable {
  readonly #worker = new TransferWorker();
  readonly #downloads = new Slots();
  readonly #uploads = new Slots();

  async download(op: Op, order: DownloadOrder): Promise<void> {
    const { name, chain, settings } = order;
    await this.#downloads.run(op, name.domain, settings.maxDownloads, () =>
      chain.ask(op, "pull", (session) => downloadFrom(op, session, this.#worker, order)),
    );
  }

  async upload(op: Op, order: UploadOrder): Promise<UploadOutcome> {
    const { name, chain, settings } = order;
    return await this.#uploads.run(op, name.domain, settings.maxUploads, () =>
      chain.ask(op, "push", (session) => uploadTo(op, session, this.#worker, order)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
  }
}
