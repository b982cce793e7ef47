import type { Op } from "#base/op.ts";
import { logsNotReadable, noStreamChosen } from "#core/container/errors.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

export interface LogQuery {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly details: boolean;
  readonly tail: number;
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
}

export interface LogSource {
  readonly tty: boolean;
  /** Multiplexed, unless the container has a terminal or it is said otherwise. */
  pipeTo(op: Op, fd: Fd, options: { readonly chunked: boolean; readonly multiplexed?: boolean }): Promise<void>;
}

/** `GET /containers/{id}/logs`. @throws invalid-argument · not-implemented when the log driver keeps nothing to read */
export function logSource(context: ContainerContext, entry: ContainerEntry, query: LogQuery): LogSource {
  if (!query.stdout && !query.stderr) throw noStreamChosen();
  if (entry.record.logPath === "") throw logsNotReadable();
  const tty = entry.record.config.Tty === true;
  return {
    tty,
    pipeTo: (op, fd, { chunked, multiplexed = !tty }) => {
      const { follow, ...chosen } = query;
      const followed = follow && entry.running ? { followContainerId: entry.id } : {};
      const spec = { ...chosen, ...followed, path: entry.record.logPath, multiplexed, chunked };
      return context.tasks.streamLogs(op, spec, fd);
    },
  };
}
