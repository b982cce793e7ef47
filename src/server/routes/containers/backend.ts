import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerInspectResponse,
  ContainerPruneReport,
  ContainerSummary,
  ContainerTopResponse,
  ContainerUpdateRequest,
  ContainerUpdateResponse,
  ContainerWaitResponse,
  ContainerWhy,
  FilesystemChange,
  StatsResponse,
} from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { AttachedClient, Fd, TerminalSize } from "#core/runtime/contract.ts";
import type { Filters } from "#formats/filters.ts";

/** What the container routes need of an engine. `ref` is an id, an unambiguous id prefix, or a name. */
export interface ContainerBackend {
  create(op: Op, request: ContainerCreateRequest, options: CreateOptions): Promise<ContainerCreateResponse>;
  start(op: Op, ref: string, options: ContainerStartOptions): Promise<void>;
  /** Comes to the place of the container `from`. @throws conflict */
  takeOver(op: Op, ref: string, options: TakeoverOptions): Promise<void>;
  /** @throws not-modified when it does not run. `timeoutS` undefined: the container's own; -1: for ever. */
  stop(op: Op, ref: string, options: StopOptions): Promise<void>;
  restart(op: Op, ref: string, options: StopOptions): Promise<void>;
  /** `signal` as the client gave it (`KILL`, `SIGKILL`, `9`); empty: KILL. */
  kill(op: Op, ref: string, options: { readonly signal: string; readonly client?: string }): Promise<void>;
  /** @throws not-found */
  why(ref: string): ContainerWhy;
  pause(op: Op, ref: string): Promise<void>;
  unpause(op: Op, ref: string): Promise<void>;
  remove(
    op: Op,
    ref: string,
    options: {
      readonly force: boolean;
      readonly volumes: boolean;
      readonly link: boolean;
      readonly client?: string;
    },
  ): Promise<void>;
  update(op: Op, ref: string, request: ContainerUpdateRequest): Promise<ContainerUpdateResponse>;
  rename(op: Op, ref: string, newName: string): Promise<void>;
  resize(op: Op, ref: string, size: TerminalSize): Promise<void>;
  /**
   * Resolves when the condition is met. The wait counts from this call, not from when its result is asked for;
   * what is refused rejects in the same turn of the event loop.
   */
  wait(op: Op, ref: string, condition: WaitCondition): Promise<ContainerWaitResponse>;
  inspect(op: Op, ref: string, options: { readonly size: boolean }): Promise<ContainerInspectResponse>;
  list(op: Op, options: ContainerListOptions): Promise<ContainerSummary[]>;
  /** Paths of a container are taken with its root as `/`. @throws not-found */
  statPath(op: Op, ref: string, path: string): Promise<PathStat>;
  /** A tar archive of a path. @throws not-found */
  archive(op: Op, ref: string, path: string): Promise<ContainerArchive>;
  /** @throws not-found · invalid-argument · system */
  extract(op: Op, request: ExtractRequest): Promise<void>;
  /** A tar archive of the root file system alone. */
  export(op: Op, ref: string): Promise<TarStream>;
  changes(op: Op, ref: string): Promise<FilesystemChange[]>;
  /** Makes an image of it. @returns the image's id @throws not-found · invalid-argument · conflict */
  commit(op: Op, ref: string, options: CommitOptions): Promise<string>;
  /** @throws conflict when it does not run · system with what `ps` said */
  top(op: Op, ref: string, psArguments: string): Promise<ContainerTopResponse>;
  /** @throws not-found at once */
  stats(ref: string, options: StatsOptions): StatsSource;
  prune(op: Op, filters: Filters): Promise<ContainerPruneReport>;
  /** Checks, at once and without waiting, whether one may attach. @throws not-found · conflict · invalid-argument */
  attachable(ref: string, options: AttachOptions): AttachTarget;
  /** @throws invalid-argument · not-found · not-implemented when the log driver cannot be read */
  logs(op: Op, ref: string, query: LogQuery): Promise<LogSource>;
}

/** What the header X-Docker-Container-Path-Stat says. */
export interface PathStat {
  readonly name: string;
  readonly size: number;
  /** In the bits of Go's os.FileMode. */
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
}

/** To be closed, read or not. */
export interface TarStream {
  readonly content: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface ContainerArchive extends TarStream {
  readonly stat: PathStat;
}

export interface ExtractRequest {
  readonly ref: string;
  readonly path: string;
  /** Everything belongs to the container's user. */
  readonly copyUIDGID: boolean;
  readonly noOverwriteDirNonDir: boolean;
  /** A tar archive, which may be packed. */
  readonly content: AsyncIterable<Uint8Array>;
}

export type WaitCondition = "not-running" | "next-exit" | "removed";

export interface CreateOptions {
  readonly name: string;
  readonly platform: string;
  /** Read-only binds are so at their top only, as they were before API 1.44. */
  readonly readOnlyNonRecursive?: boolean;
}

export interface ContainerStartOptions {
  readonly detachKeys?: string;
  /** Without published ports and aliases, until it takes over from another. */
  readonly standby?: boolean;
  /** Also in the ipc and uts namespaces of the container whose pid namespace it joins. */
  readonly toolbox?: boolean;
}

export interface StopOptions {
  /** What the client calls itself. */
  readonly client?: string;
  readonly signal?: string;
  readonly timeoutS?: number;
}

export interface CommitOptions {
  readonly repo: string;
  readonly tag: string;
  readonly author: string;
  readonly comment: string;
  /** Dockerfile instructions. */
  readonly changes: readonly string[];
  readonly config: ContainerConfig | undefined;
  readonly pause: boolean;
}

export interface ContainerListOptions {
  readonly all: boolean;
  /** 0: no limit. */
  readonly limit: number;
  readonly size: boolean;
  readonly filters: Filters;
}

export interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly logs: boolean;
  readonly stream: boolean;
  readonly detachKeys?: string;
}

export interface AttachTarget {
  /** A container with a terminal speaks raw, others multiplexed. */
  readonly tty: boolean;
  readonly detachKeys: Uint8Array;
  /** Hands the client over. Takes its fd: nothing of it is the caller's afterwards. */
  connect(client: AttachedClient): void;
}

export interface LogQuery {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly details: boolean;
  /** -1: all. */
  readonly tail: number;
  /** Nanoseconds since the epoch; undefined: no bound. */
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
}

export interface LogSource {
  readonly tty: boolean;
  /**
   * Writes the log to `fd` (multiplexed, or raw with a terminal), each piece framed as an HTTP/1.1 chunk when `chunked`,
   * and resolves at its end. Takes `fd`.
   */
  pipeTo(op: Op, fd: Fd, options: { readonly chunked: boolean }): Promise<void>;
}

export interface StatsOptions {
  readonly stream: boolean;
  /** Not to wait for a second sample to compare with. */
  readonly oneShot: boolean;
}

export interface StatsSource {
  /** Gives figures to `sink`: one, or with `stream` one a second until the container is gone or the op ends. */
  pipeTo(op: Op, sink: (stats: StatsResponse) => void): Promise<void>;
}

export interface TakeoverOptions {
  readonly from: string;
  /** How long it may need until it answers where the other does. */
  readonly readyMs: number;
  /** How long connections of the other are waited for. */
  readonly drainMs: number;
}
