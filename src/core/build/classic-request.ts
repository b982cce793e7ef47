import type { RegistryCredential } from "../registry/contract.ts";
import type { FrontendRequest } from "./request.ts";

/** `POST /build`, decoded. */
export interface ClassicBuildRequest {
  /** Empty: made up. */
  readonly id: string;
  /** The context; read once. */
  readonly archive: AsyncIterable<Uint8Array>;
  /** Normalised. */
  readonly tags: readonly string[];
  readonly quiet: boolean;
  /** One layer instead of those over the base image. */
  readonly squash: boolean;
  readonly frontend: Omit<FrontendRequest, "context" | "dockerfile">;
  /** A git repository or a URL instead of the archive. */
  readonly remote: string;
  readonly dockerfile: string;
  /** By registry host, as `X-Registry-Config` has them. */
  readonly credentials: Readonly<Record<string, RegistryCredential>>;
}
