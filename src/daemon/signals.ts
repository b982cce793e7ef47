import type { Log } from "#base/op.ts";

export interface SignalActions {
  /** Called once, at the first SIGTERM or SIGINT: ends the daemon in order. */
  readonly stop: () => void;
  /** Called at the third SIGTERM or SIGINT: ends it at once, with this exit code. */
  readonly force: (exitCode: number) => void;
  /** SIGHUP. */
  readonly reload: () => void;
  /** SIGQUIT and SIGUSR1: tells what the daemon is doing, and goes on. */
  readonly dump: () => void;
}

/** Go's names of the signals, as dockerd logs them. */
const names = { SIGTERM: "terminated", SIGINT: "interrupt", SIGHUP: "hangup" } as const;
const numbers = { SIGTERM: 15, SIGINT: 2 } as const;
const patience = 3;

/** Follows the signals that a daemon is controlled by; returns what stops that. */
export function followSignals(log: Log, actions: SignalActions): () => void {
  let requests = 0;
  const end = (signal: "SIGTERM" | "SIGINT") => (): void => {
    log.info(`Processing signal '${names[signal]}'`);
    requests += 1;
    if (requests === 1) actions.stop();
    if (requests < patience) return;
    log.info(`Forcing docker daemon shutdown without cleanup; ${patience} interrupts received`);
    actions.force(128 + numbers[signal]);
  };
  const handlers: Array<readonly [NodeJS.Signals, () => void]> = [
    ["SIGTERM", end("SIGTERM")],
    ["SIGINT", end("SIGINT")],
    ["SIGHUP", actions.reload],
    ["SIGQUIT", actions.dump],
    ["SIGUSR1", actions.dump],
    ["SIGPIPE", () => {}],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
