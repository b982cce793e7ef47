import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import type { ImageQuery, Material, ResolvedBase } from "./contract.ts";
import type { Input, Vertex } from "./graph.ts";
import type { BuildWarning } from "./progress.ts";
import type { FrontendRequest } from "./request.ts";
import type { TreeSelection } from "./runners.ts";
import type { OciLayoutSource } from "./source-operations.ts";

/**
 * What makes a graph of a Dockerfile. It runs nothing but what it must know before it can plan: the Dockerfile itself,
 * `.dockerignore`, and the configs of base images.
 */
export type Frontend = (op: Op, request: FrontendRequest, ports: FrontendPorts) => Promise<FrontendPlan>;

export interface FrontendPorts {
  readonly hostPlatform: Platform;

  /** Solves `vertex` and reads a file of its tree; undefined where it has none. @throws resource-exhausted above the limit */
  readFile(op: Op, vertex: Vertex, file: ReadRequest): Promise<Uint8Array | undefined>;

  /** Solves `input` and gives the digest of what a copy would read of it: what the classic builder's history shows. */
  contentDigest(op: Op, input: Input, selection: TreeSelection): Promise<Digest>;

  /** Shown as a step of its own, `name`. Equal queries of one job are asked once. */
  resolveImage(op: Op, query: ImageQuery, name: string): Promise<ResolvedBase>;

  /** The same of an image in a client's OCI layout. */
  resolveLayout(op: Op, source: OciLayoutSource, name: string): Promise<ResolvedBase>;

  /** Of the step that read the Dockerfile. */
  warn(warning: Omit<BuildWarning, "vertex">): void;
}

export interface ReadRequest {
  readonly path: string;
  readonly limitBytes: number;
  /** More than the limit is no error: only so much of it is wanted. */
  readonly beginningOnly?: boolean;
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
  /** What the stage that it is starts from. */
  readonly base: PlannedBase;
  /** What else is to be catalogued, where the request says that something is. */
  readonly scanned: readonly ScannedInput[];
  /** Of the classic dialect: one after the other, for its output. Empty otherwise. */
  readonly steps: readonly PlannedStep[];
}

export interface PlannedBase {
  readonly tree: Input;
  /** How many entries of the image's history are its. */
  readonly historyLength: number;
  /** Of an image of a registry or of the engine. */
  readonly digest?: Digest;
}

/** A stage, or `context`, that the Dockerfile wants in its SBOMs. */
export interface ScannedInput {
  readonly name: string;
  readonly tree: Input;
}

/** What one instruction makes of the one before. */
export interface PlannedStep {
  /** The instruction as it is written. */
  readonly text: string;
  readonly tree: Input;
  /** The image as it is after it. */
  readonly config: ImageConfig;
  /** It runs or writes something. */
  readonly hasLayer: boolean;
}
