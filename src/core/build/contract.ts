import type { Digest } from "#base/digest.ts";
import type { ErrorKind } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildRecord, RecordedAttachment } from "#formats/build/build-record.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { Filters } from "#formats/filters.ts";
import type { Descriptor, ImageConfig, Platform } from "#formats/oci/image.ts";
import type { Gone } from "../rehearsal/contract.ts";
import type { BuildErrorFacts } from "./errors.ts";
import type { Input } from "./graph.ts";
import type { BuildProgress } from "./progress.ts";
import type { FrontendRequest } from "./request.ts";
import type { FolderRequest } from "./runners.ts";
import type { BuildSession } from "./session.ts";

/**
 * The builder, as its faces (`POST /build`, our own client's endpoint, BuildKit's gRPC) use it.
 *
 * A *job* is one build of a client. It *solves* Dockerfiles to results, which stay on its disk while it is open, and *exports*
 * one of them. What it leaves behind are cache records, images and its history.
 */
export interface BuildService {
  /** Opens a job; ended by `cancel`, by the op, and when the session's client goes. */
  open(op: Op, options: JobOptions): BuildJob;

  /** Ends a job. No error where there is none of the id. */
  cancel(id: string): void;

  /** What the cache holds. From memory. */
  diskUsage(): CacheRecord[];

  /** Removes cache records that no job uses. */
  prune(op: Op, options: PruneOptions): Promise<CacheRecord[]>;

  /** The records that a prune would remove after what is `gone`; removes nothing. */
  rehearsePrune(op: Op, options: PruneOptions, gone: Gone): Promise<CacheRecord[]>;

  /** Builds that ended, newest first, and those that run. */
  history(): HistoryRecord[];
  forgetHistory(op: Op, ids: readonly string[]): Promise<void>;
  /** A document that a record of the history names, or one that those name. @throws not-found */
  attachment(op: Op, digest: string): Promise<Uint8Array>;
  /** What becomes of the history from this call on, until `op` ends. */
  followHistory(op: Op): AsyncIterable<HistoryChange>;
  /** Keeps a build in the history whatever comes after it, or no longer. @throws not-found */
  pinHistory(op: Op, id: string, pinned: boolean): Promise<void>;
  /** What a build of the history told; of one that runs, until it ends. @throws not-found */
  replay(op: Op, id: string, progress: BuildProgress): Promise<void>;
}

export interface JobOptions {
  /** The client's name for it; made up where it is empty. @throws conflict where it is in use */
  readonly id: string;
  readonly session: BuildSession;
  readonly progress: BuildProgress;
  /** What the client allows: `network.host`, `security.insecure`, `device`. What the daemon forbids stays forbidden. */
  readonly entitlements: ReadonlySet<string>;
  readonly cacheImports: readonly CacheLocation[];
  /** What is to be exported in the end: what cannot be is refused before anything is built. */
  readonly wanted?: WantedExports;
  /** Say of each step that was not cached why. */
  readonly why: boolean;
  /** True: no part of the history, as a client asks who only looks at what can be done. */
  readonly isUnlisted?: boolean;
}

export interface BuildJob extends AsyncDisposable {
  readonly id: string;

  /**
   * Reads the Dockerfile and builds what it says, up to the end of its steps. @throws BuildError
   */
  solve(op: Op, request: FrontendRequest, listener?: StepListener): Promise<FrontendResult>;

  /** Builds a tree that the client itself has put together. @returns what names it; undefined: the empty tree */
  solveTree(op: Op, tree: Input): Promise<string | undefined>;

  /** Writes a result out, in the order given. @returns what each exporter says of it: `containerimage.digest`, … */
  export(op: Op, result: FrontendResult, request: ExportRequest): Promise<Record<string, string>>;

  /** A file of a result, at most `limitBytes` of it from `offset` on. @throws not-found */
  readFile(op: Op, reference: string, file: { path: string; offset: number; limitBytes: number }): Promise<Uint8Array>;

  /** What a path of a result leads to, links followed inside it. @throws not-found */
  statFile(op: Op, reference: string, path: string): Promise<TreeFile>;

  /** What is in a folder of a result. @throws not-found · invalid-argument for a bad pattern */
  readFolder(op: Op, reference: string, folder: FolderRequest): Promise<TreeFile[]>;

  /** The config of an image that a Dockerfile could start from. */
  resolveImage(op: Op, query: ImageQuery): Promise<ResolvedBase>;
}

export interface ImageQuery {
  readonly reference: string;
  readonly platform: Platform;
  readonly mode: "default" | "pull" | "local";
}

export interface ResolvedBase {
  /** With its digest where it has one. */
  readonly reference: string;
  /** Of what the reference names: an index or a manifest. */
  readonly digest: Digest;
  readonly config: ImageConfig;
}

/** Hears of the steps of the classic dialect, which are solved one after the other. */
export interface StepListener {
  begins(step: StepPosition): void;
  ends(step: SolvedStep): void;
}

export interface StepPosition {
  readonly index: number;
  readonly total: number;
  /** The instruction as it is written. */
  readonly text: string;
}

export interface SolvedStep extends StepPosition {
  /** Of what the image would be if it ended here: equal for equal steps. */
  readonly id: Digest;
  readonly cached: boolean;
}

/** One image per platform; or the answer to a question. */
export interface FrontendResult {
  readonly images: readonly PlatformResult[];
  /** Whether the images are an index, even if there is one. */
  readonly index: boolean;
  /** To `lint`, `outline`, `targets`, `describe`: by BuildKit's names (`result.json`, `result.txt`, `result.statuscode`, `version`). */
  readonly answer?: Readonly<Record<string, string>>;
}

export interface PlatformResult {
  /** `linux/amd64`. */
  readonly key: string;
  readonly platform: Platform;
  /** Of its tree, within the job; undefined: the empty tree. */
  readonly reference: string | undefined;
  /** Without `rootfs` and `created`, which the exporter fills in; its history has one entry per step. */
  readonly config: ImageConfig;
  /** What it was made of, for provenance. */
  readonly materials: readonly Material[];
  readonly base: BaseResult;
  /** What its SBOMs speak of besides it. */
  readonly scanned: readonly ScannedResult[];
}

/** What an image's last stage starts from. */
export interface BaseResult {
  /** As that of an image. */
  readonly reference: string | undefined;
  /** How many entries of the image's history are its. */
  readonly historyLength: number;
  /** Of an image of a registry or of the engine. */
  readonly digest?: Digest;
}

/** A tree that is catalogued although it is no part of the image: a stage, or `context`. */
export interface ScannedResult {
  readonly name: string;
  /** As that of an image. */
  readonly reference: string | undefined;
}

export interface Material {
  readonly uri: string;
  readonly digest?: string;
}

export interface WantedExports {
  readonly exports: readonly ExportSpec[];
  readonly cacheExports: readonly CacheLocation[];
  /** Attributes of provenance and SBOM by kind; absent: none. */
  readonly attestations: Readonly<Partial<Record<"provenance" | "sbom", Readonly<Record<string, string>>>>>;
}

export interface ExportRequest extends WantedExports {
  /** Seconds since 1970. */
  readonly sourceDateEpoch?: number;
  /** One layer instead of those over the base image, or instead of all. */
  readonly squash?: SquashMode;
  /** Of the whole build, for provenance. */
  readonly request: FrontendRequest;
}

export type SquashMode = "above-base" | "all";

/** `--output`: attributes as BuildKit's exporters have them, checked by the exporter. */
export interface ExportSpec {
  readonly type: "image" | "moby" | "local" | "tar" | "oci" | "docker" | "registry";
  readonly attributes: Readonly<Record<string, string>>;
}

/** `--cache-from`, `--cache-to`. */
export interface CacheLocation {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One result that is kept (BuildKit's UsageRecord; `docker buildx du`, `system df`). Times are milliseconds since 1970. */
export interface CacheRecord {
  readonly id: string;
  readonly parents: readonly string[];
  readonly type: CacheRecordType;
  readonly description: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
  readonly usageCount: number;
  readonly inUse: boolean;
  /** Part of an image too: removing it frees nothing. */
  readonly shared: boolean;
  /** It can be used without another build. */
  readonly mutable: boolean;
}

export type CacheRecordType =
  | "regular"
  | "internal"
  | "frontend"
  | "source.local"
  | "source.git.checkout"
  | "exec.cachemount";

export interface PruneOptions {
  readonly all: boolean;
  /** `until`, `id`, `parents`, `type`, `description`, `inuse`, `mutable`, `immutable`, `shared`, `private`. */
  readonly filters: Filters;
  readonly keepDurationMs: number;
  readonly reservedSpaceBytes: number;
  readonly maxUsedSpaceBytes: number;
  readonly minFreeSpaceBytes: number;
}

/** `POST /build/prune`, as it was sent. */
export interface BuildPruneQuery {
  /** Also what only the builder itself needs, and what is part of images. */
  readonly all: boolean;
  readonly filters: Filters;
  /** Bytes; 0: no limit. */
  readonly reservedSpace: number;
  readonly maxUsedSpace: number;
  readonly minFreeSpace: number;
}

/** A build that runs or has ended. Times are milliseconds since 1970. */
export interface HistoryRecord extends BuildRecord {
  readonly completedAt: number | undefined;
  readonly error: string | undefined;
  readonly failure?: HistoryFailure;
  /** It is not forgotten by itself. */
  readonly pinned?: boolean;
  readonly attachments: readonly HistoryAttachment[];
}

export interface HistoryChange {
  /** `completed` also where a build that has ended was pinned. */
  readonly what: "started" | "completed" | "deleted";
  readonly record: HistoryRecord;
}

export interface HistoryFailure extends Pick<BuildErrorFacts, "location" | "vertex" | "exitCode"> {
  readonly kind: ErrorKind;
}

export interface HistoryAttachment extends RecordedAttachment {
  readonly platform: string | undefined;
  readonly descriptor: Descriptor;
}
