import { backgroundOp } from "#base/op.ts";
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
      if (options.logs) void replayThenStream(context, entry, { client, options });
      else stream(entry, client, options);
    },
  };
}

interface Replay {
  readonly client: AttachedClient;
  readonly options: AttachOptions;
}

async function replayThenStream(
  context: ContainerContext,
  entry: ContainerEntry,
  { client, options }: Replay,
): Promise<void> {
  try {
    const query = {
      stdout: options.stdout,
      stderr: options.stderr,
      follow: false,
      timestamps: false,
      details: false,
      tail: -1,
    };
    const how = { chunked: false, multiplexed: client.multiplexed };
    await logSource(context, entry, query).pipeTo(backgroundOp(context.log), dupCloexec(client.fd), how);
  } catch (error) {
    context.log.warn("logs were not replayed to an attached client", { container: entry.id, error });
  }
  stream(entry, client, options);
}

function stream(entry: ContainerEntry, client: AttachedClient, options: AttachOptions): void {
  if (!options.stream) closeFd(client.fd);
  else if (entry.task !== undefined) entry.task.attach(client);
  else entry.waiting.add(client);
}
