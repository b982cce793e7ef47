import { backgroundOp } from "#base/op.ts";
import { nowNs } from "#base/time.ts";
import { parseDetachKeys } from "#core/container/detach-keys.ts";
import { isPausedForAttach, isRestartingForAttach } from "#core/container/errors.ts";
import type { AttachedClient } from "#core/runtime/contract.ts";
import { closeFd, dupCloexec } from "#sys/fd.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";
import { logSource } from "./logs.ts";

export interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly logs: boolean;
  readonly stream: boolean;
  readonly detachKeys?: string;
}

export interface AttachTarget {
  readonly tty: boolean;
  readonly detachKeys: Uint8Array;
  connect(client: AttachedClient): void;
}

/** `POST /containers/{id}/attach`, as far as it can fail. @throws conflict · invalid-argument */
export function attachTarget(context: ContainerContext, entry: ContainerEntry, options: AttachOptions): AttachTarget {
  const detachKeys = parseDetachKeys(options.detachKeys ?? "ctrl-p,ctrl-q");
  if (entry.paused) throw isPausedForAttach(entry.id);
  if (entry.awaitsRestart) throw isRestartingForAttach(entry.id);
  const tty = entry.record.config.Tty === true;
  return {
    tty,
    detachKeys: tty ? detachKeys : new Uint8Array(0),
    connect(client) {
      emit(context, entry, "attach");
      const { task } = entry;
      if (!options.logs) stream(entry, client, options);
      else if (options.stream && task?.replays === true) task.attach({ ...client, replaySinceNs: 0n });
      else void replayThenStream(context, entry, { client, options });
    },
  };
}

interface Replay {
  readonly client: AttachedClient;
  readonly options: AttachOptions;
}

/**
 * For a container that does not run, or whose task cannot do it itself (what such a task says between the two is lost to the
 * client). One that was started meanwhile goes on behind the last that is replayed here.
 */
async function replayThenStream(
  context: ContainerContext,
  entry: ContainerEntry,
  { client, options }: Replay,
): Promise<void> {
  const before = entry.task;
  const untilNs = nowNs();
  try {
    const query = {
      stdout: options.stdout,
      stderr: options.stderr,
      follow: false,
      timestamps: false,
      details: false,
      tail: -1,
      ...(before === undefined ? { untilNs } : {}),
    };
    const how = { chunked: false, multiplexed: client.multiplexed };
    await logSource(context, entry, query).pipeTo(backgroundOp(context.log), dupCloexec(client.fd), how);
  } catch (error) {
    context.log.warn("logs were not replayed to an attached client", { container: entry.id, error });
  }
  const isNew = entry.task !== before && entry.task?.replays === true;
  stream(entry, isNew ? { ...client, replaySinceNs: untilNs + 1n } : client, options);
}

function stream(entry: ContainerEntry, client: AttachedClient, options: AttachOptions): void {
  if (!options.stream) closeFd(client.fd);
  else if (entry.task !== undefined) entry.task.attach(client);
  else entry.waiting.add(client);
}
