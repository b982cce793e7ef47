import type { Op } from "#base/op.ts";

/**
 * The task driver: runs one process (a container's first, or an exec's) under a shim that outlives the daemon.
 *
 * Vocabulary. A *task* is a shim and the process it watches. The shim holds the pty or pipes, writes the log, serves
 * attached clients, and keeps the exit record until it is fetched (`shim/PROTOCOL.md`).
 *
 * Descriptors. An `Fd` is a descriptor number of this process, close-on-exec. Where a call *takes* an fd it owns it from
 * then on, also when it fails; where it *borrows* one the caller closes it.
 */
export interface TaskDriver {
  /**
   * Starts a container's first process. Resolves when the program runs (it may have ended already).
   * `io.attached` clients get all output from the first byte.
   * @throws RuntimeFailure (an EngineError) when the runtime refuses; nothing is left then.
   */
  run(op: Op, spec: RunSpec): Promise<Task>;

  /**
   * Starts a further process in a running container. Clients of one that does not start are given the error's text, as
   * Docker does, before they are closed. @throws RuntimeFailure
   */
  exec(op: Op, spec: ExecSpec): Promise<Task>;

  /** Ids of all tasks that a former daemon left in the run directory, container tasks and execs. */
  leftTasks(op: Op): Promise<LeftTask[]>;

  /** Takes a task over from a former daemon: running, or ended with its exit record; undefined when it never ran and is cleaned. */
  adopt(op: Op, left: LeftTask): Promise<Task | undefined>;

  /** Freezes and thaws all processes of a container. */
  pause(op: Op, containerId: string, runtime: RuntimeSpec): Promise<void>;
  resume(op: Op, containerId: string, runtime: RuntimeSpec): Promise<void>;

  /** Whether the kernel holds the container's processes still: what a former daemon's last pause or resume came to. */
  isFrozen(containerId: string): boolean;

  /** Changes limits of a running container; those that are not named stay. @throws system with what the runtime said */
  update(op: Op, change: ResourceChange): Promise<void>;

  /** Ends whatever is left of a container that should not run any more: processes, cgroup, runtime state, run files. */
  destroy(op: Op, containerId: string, runtime: RuntimeSpec): Promise<void>;

  /**
   * Writes a container's json-file log to `fd` and resolves at its end: the end of the files or, with `follow`, of the
   * container. Takes `fd`. A client that goes away ends it; a log that is not there is empty.
   */
  streamLogs(op: Op, spec: LogStreamSpec, fd: Fd): Promise<void>;
}

export interface ResourceChange {
  readonly containerId: string;
  readonly runtime: RuntimeSpec;
  /** Part of `linux.resources` of the OCI runtime spec. */
  readonly resources: object;
}

export interface LogStreamSpec {
  readonly path: string;
  /** The running container whose log is followed; undefined: what is there now. */
  readonly followContainerId?: string;
  /** How many of the last lines; -1: all. */
  readonly tail: number;
  /** Nanoseconds since the epoch, both inclusive. */
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  readonly details: boolean;
  /** Docker's 8-byte stream headers; otherwise the bytes as they are. */
  readonly multiplexed: boolean;
  /** Frame each piece as an HTTP/1.1 chunk, and end with the last chunk. */
  readonly chunked: boolean;
}

export type Fd = number;

/** An OCI runtime as `--add-runtime` gives it. */
export interface RuntimeSpec {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
}

export interface TaskIo {
  readonly tty: boolean;
  /** Keep a stdin pipe (or the pty's input) open; otherwise stdin is /dev/null. */
  readonly stdin: boolean;
  /** End the program's stdin when the first attached client's stdin has ended. */
  readonly stdinOnce: boolean;
  readonly size?: TerminalSize;
  readonly log?: JsonFileLog;
  /** Clients to be served from the first byte on. Taken. */
  readonly attached: readonly AttachedClient[];
}

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** The log that the shim writes: docker's json-file format. */
export interface JsonFileLog {
  readonly path: string;
  /** -1: no limit. */
  readonly maxSizeBytes: number;
  readonly maxFiles: number;
  /** Whether files that rotation has numbered are packed with gzip. */
  readonly compress: boolean;
  /** Written as `attrs` of each record, where there are any. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface RunSpec {
  readonly containerId: string;
  readonly runtime: RuntimeSpec;
  /** The OCI runtime spec; its root.path is replaced by where the shim mounts `rootfs`. */
  readonly ociSpec: object;
  /** A detached mount of the root file system. Taken. */
  readonly rootfs: Fd;
  /**
   * Where in `rootfs` the program's root is, when that is not all of it. Sources of the spec's mounts that begin with
   * `rootfs:` are paths in it too.
   */
  readonly rootFolder?: string;
  /** The network namespace that the spec's `network` namespace entry is to join, where it has one. Borrowed. */
  readonly netns?: Fd;
  /** The container's folder below each cgroup hierarchy: where OOM kills are read from. */
  readonly cgroupsPath: string;
  readonly io: TaskIo;
}

export interface ExecSpec {
  readonly containerId: string;
  readonly execId: string;
  readonly runtime: RuntimeSpec;
  /** `process` of the OCI runtime spec. */
  readonly process: object;
  readonly io: TaskIo;
}

export interface LeftTask {
  readonly containerId: string;
  readonly execId?: string;
}

export interface AttachedClient {
  /** The client's socket, or one end of a socket pair. Taken. */
  readonly fd: Fd;
  /** Bytes that were read from the client already. */
  readonly head: Uint8Array;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** Frames with Docker's 8-byte stream headers; otherwise the bytes as they are. */
  readonly multiplexed: boolean;
  /** Bytes that end this client's attachment when they come in a row on stdin; empty: none. */
  readonly detachKeys: Uint8Array;
  /**
   * Have the log written to the client first, from this time on (nanoseconds since the epoch; 0: all of it): it gets each byte
   * once then. Only for a task that `replays`.
   */
  readonly replaySinceNs?: bigint;
}

export interface ExitRecord {
  /** 0-255; 128 + signal for a signal. */
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Nanoseconds since the epoch. */
  readonly finishedAtNs: bigint;
}

export interface Task {
  /** In the daemon's pid namespace; 0 once it has ended. */
  readonly pid: number;
  /** Resolves as soon as the program has ended. Never rejects: a lost shim ends the container and says exit code 255. */
  readonly exited: Promise<ExitRecord>;
  /** Resolves after `exited`, when runtime state, cgroup and shim are gone and the task may be started again. */
  readonly released: Promise<void>;
  /** Whether clients can have its log replayed: a task of an older release cannot. */
  readonly replays: boolean;
  /** Serves one more client; output from now on. Takes `client.fd`. */
  attach(client: AttachedClient): void;
  resize(size: TerminalSize): void;
  /** Sends a signal number to the program. @throws not-found when it has ended. */
  signal(signal: number): void;
  /**
   * The exit is saved, so the exit record in the run directory may go. A container's stays until this is said (or until it
   * runs again, or is destroyed): a new daemon would read it. An exec's goes by itself.
   */
  acknowledge(): void;
  /** `oom` while running, `detach` when a client used its detach keys. */
  onNotice(listener: (notice: TaskNotice) => void): void;
}

export type TaskNotice = "oom" | "detach";

/** Why a runtime would not start a program: decides exit code 127, 126 or 128 in Docker's way. */
export type RuntimeFailureCause = "command-not-found" | "command-not-executable" | "other";
