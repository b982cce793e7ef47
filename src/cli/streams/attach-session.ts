import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerResize } from "#client/container-resize.ts";
import { containerWait } from "#client/container-wait.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { joinStreams } from "./join-streams.ts";
import { followWindowSize } from "./resize.ts";
import { endOnSignals, ignoreSignals, proxySignals } from "./signals.ts";

export interface AttachChoice {
  readonly container: string;
  /** Standard input is passed on, where the container reads one. */
  readonly input: boolean;
  readonly proxiesSignals: boolean;
  /** Empty: those of the user's configuration. */
  readonly detachKeys: string;
}

/** Joins the user with a running container until it ends; gives its exit code. @throws ExitError in Docker's words */
export async function attachToContainer(op: Op, io: Io, client: Client, choice: AttachChoice): Promise<number> {
  // Begun first, so that no end is missed; it fails where the look at the container does, which says why.
  const waiting = containerWait(op, client, choice.container);
  waiting.catch(() => {});
  const { Id: id, Config: config } = await runningContainer(op, client, choice.container);
  const terminal = config?.Tty === true;
  const input = choice.input && config?.OpenStdin === true;
  if (input && terminal && !io.stdin.isTerminal) throw new ExitError(1, "the input device is not a TTY");
  const stopSignals =
    choice.proxiesSignals && !terminal
      ? proxySignals(op, io, client, id)
      : terminal
        ? endOnSignals(io)
        : ignoreSignals(io);
  const { container, detachKeys } = choice;
  const session = await joinStreams(op, io, client, { id: container, terminal, input, detachKeys });
  const stopResizing =
    terminal && io.stdout.isTerminal ? followWindowSize(io, (size) => containerResize(op, client, id, size)) : () => {};
  try {
    // It may have ended in between, and then its streams never do.
    await runningContainer(op, client, container);
    await session.ended;
    const result = await (await waiting).result;
    if (result.Error?.Message) throw new ExitError(1, result.Error.Message);
    return result.StatusCode;
  } finally {
    stopResizing();
    stopSignals();
    session.close();
  }
}

/** @throws ExitError where nothing runs to be joined */
async function runningContainer(op: Op, client: Client, ref: string): Promise<ContainerInspectResponse> {
  const container = await containerInspect(op, client, ref);
  const { State: state } = container;
  if (state?.Running !== true) throw new ExitError(1, "You cannot attach to a stopped container, start it first");
  if (state.Paused) throw new ExitError(1, "You cannot attach to a paused container, unpause it first");
  if (state.Restarting) throw new ExitError(1, "You cannot attach to a restarting container, wait until it is running");
  return container;
}
