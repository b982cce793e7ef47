import type { ExecCreateRequest, ExecInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { AttachedClient, TerminalSize } from "#core/runtime/contract.ts";

/** What the exec routes need of an engine. */
export interface ExecBackend {
  /** @throws not-found · conflict when the container does not run or is paused · invalid-argument */
  create(op: Op, containerRef: string, request: ExecCreateRequest): Promise<{ readonly Id: string }>;
  /** Checks, at once, whether the exec can be started. @throws not-found · conflict */
  startable(id: string, options: ExecStartOptions): ExecTarget;
  resize(op: Op, id: string, size: TerminalSize): Promise<void>;
  inspect(id: string): ExecInspectResponse;
}

export interface ExecStartOptions {
  readonly detach: boolean;
  readonly tty: boolean;
  readonly size?: TerminalSize;
}

export interface ExecTarget {
  /** Whether the stream is raw (a terminal) and which of the streams the exec was created to give. */
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly detachKeys: Uint8Array;
  /** Starts without a client; rejects when it does not start. */
  startDetached(op: Op): Promise<void>;
  /** Starts with a client. Takes its fd; a failure is written into the stream, as Docker does, before it is closed. */
  startAttached(op: Op, client: AttachedClient): Promise<void>;
}
