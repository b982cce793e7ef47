import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import type { Fd, LogStreamSpec } from "#core/runtime/contract.ts";
import { spawnWithFds } from "#sys/spawn.ts";
import { closeFd } from "#sys/unix-socket.ts";

export interface LogStream {
  readonly shimPath: string;
  readonly spec: LogStreamSpec;
  /** The run directory of the container that is followed. */
  readonly directory?: string;
}

/**
 * Has a process of its own write a log to `fd`: no byte of it passes the daemon. Resolves when it has ended. Takes `fd`.
 * A log that is not there (the container never ran) is an empty one.
 */
export async function streamLogs(op: Op, stream: LogStream, fd: Fd): Promise<void> {
  try {
    throwIfEnded(op);
    const child = spawnWithFds(logArguments(stream), [fd]);
    const stop = () => child.kill("SIGKILL");
    op.signal.addEventListener("abort", stop, { once: true });
    await child.exited;
    op.signal.removeEventListener("abort", stop);
    if (op.signal.aborted) throw endedError(op);
  } finally {
    closeFd(fd);
  }
}

function logArguments({ shimPath, spec, directory }: LogStream): string[] {
  const list = [shimPath, "logs", "--fd", "3", "--path", spec.path, "--tail", String(spec.tail)];
  if (directory !== undefined) list.push("--follow", directory);
  if (spec.sinceNs !== undefined) list.push("--since", String(spec.sinceNs));
  if (spec.untilNs !== undefined) list.push("--until", String(spec.untilNs));
  for (const flag of ["stdout", "stderr", "timestamps", "details", "multiplexed", "chunked"] as const)
    if (spec[flag]) list.push(`--${flag}`);
  return list;
}
