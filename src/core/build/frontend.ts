import type { Op } from "#base/op.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import type { ImageQuery, Material, ResolvedBase } from "./contract.ts";
import type { Input, Vertex } from "./graph.ts";
import type { BuildWarning } from "./progress.ts";
import type { FrontendRequest } from "./request.ts";

/**
 * What makes a graph of a Dockerfile. It runs nothing but what it must know before it can plan: the Dockerfile itself,
 * `.dockerignore`, and the configs of base images.
 */
export type Frontend = (op: Op, request: FrontendRequest, ports: FrontendPorts) => Promise<FrontendPlan>;

export interface FrontendPorts {
  readonly hostPlatform: Platform;

  /** Solves `vertex` and reads a file of its tree; undefined where it has none. @throws resource-exhausted above the limit */
  readFile(
    op: Op,
    vertex: Vertex,
    file: { readonly path: string; readonly limitBytes: number },
  ): Promise<Uint8Array | undefined>;

  /** Shown as a step of its own, `name`. Equal queries of one job are asked once. */
  resolveImage(op: Op, query: ImageQuery, name: string): Promise<ResolvedBase>;

  /** Of the step that read the Dockerfile. */
  warn(warning: Omit<BuildWarning, "vertex">): void;
}

/** One tree with its image's config per platform; or the answer to a question. */
export interface FrontendPlan {
  readonly images: readonly PlannedImage[];
  readonly index: boolean;
  readonly answer?: Readonly<Record<string, string>>;
}

export interface PlannedImage {
  /** `linux/amd64`. */
  readonly key: string;
  readonly platform: Platform;
  readonly tree: Input;
  /** As `PlatformResult.config`. */
  readonly config: ImageConfig;
  readonly materials: readonly Material[];
}
