import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerResize } from "#client/container-resize.ts";
import { type ContainerStartOptions, containerStart } from "#client/container-start.ts";
import type { Io } from "../io/io.ts";
import { awaitExit } from "./await-exit.ts";
import { joinStreams } from "./join-streams.ts";
import { followWindowSize } from "./resize.ts";
import { DetachedError } from "./session.ts";
import { endOnSignals, proxySignals } from "./signals.ts";

export interface StartChoice {
  readonly container: string;
  /** Standard input is passed on, where the container reads one. */
  readonly input: boolean;
  /** Empty: those of the user's configuration. */
  readonly detachKeys: string;
  /** Signals go to the container also where it has a terminal. */
  readonly proxiesAlways?: boolean;
  /** What its start is asked for. */
  readonly start?: ContainerStartOptions;
}

/** Starts a container and joins the user with it until it ends; gives its exit code. @throws Error in the engine's words */
export async function startAttached(op: Op, io: Io, client: Client, choice: StartChoice): Promise<number> {
  const { Id: id, Config: config, HostConfig: host } = await containerInspect(op, client, choice.container);
  const terminal = config?.Tty === true;
  const stopSignals = terminal && choice.proxiesAlways !== true ? endOnSignals(io) : proxySignals(op, io, client, id);
  const input = choice.input && config?.OpenStdin === true;
  const { detachKeys } = choice;
  const session = await joinStreams(op, io, client, { id, terminal, input, detachKeys });
  let stopResizing = (): void => {};
  try {
    const exit = await awaitExit(op, io, client, { id, removed: host?.AutoRemove === true });
    await containerStart(op, client, id, choice.start);
    if (terminal && io.stdout.isTerminal) {
      stopResizing = followWindowSize(io, (size) => containerResize(op, client, id, size));
    }
    await session.ended;
    return await exit.code;
  } catch (error) {
    if (error instanceof DetachedError) return 0;
    throw error;
  } finally {
    stopResizing();
    stopSignals();
    session.close();
  }
}
