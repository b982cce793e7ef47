import type { CatalogueOptions, Fd } from "#core/packages/contract.ts";

export interface CatalogueRequest {
  readonly session: number;
  readonly root: Fd;
  readonly options: CatalogueOptions;
  /** Of a Cancellation. */
  readonly cancellation: SharedArrayBuffer;
}
