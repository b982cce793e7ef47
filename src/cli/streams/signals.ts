import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerKill } from "#client/container-kill.ts";
import type { Io } from "../io/io.ts";

/** Signals that are passed on: all that a program may handle, but those about the client itself. */
const proxied: readonly NodeJS.Signals[] = [
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGTERM",
  "SIGUSR1",
  "SIGUSR2",
  "SIGALRM",
  "SIGCONT",
  "SIGTSTP",
];

const patience = 3;

/** Passes the client's signals on to the container; gives the function that stops. */
export function proxySignals(op: Op, io: Io, client: Client, id: string): () => void {
  return io.signals.listen(proxied, (name) => {
    containerKill(op, client, id, { signal: name.replace(/^SIG/, "") }).catch((error: Error) => {
      op.log.debug(`error sending signal: ${error.message}`);
    });
  });
}

/** Leaves the container alone; the client ends when asked three times. */
export function ignoreSignals(io: Io): () => void {
  let asked = 0;
  return io.signals.listen(["SIGINT", "SIGTERM"], () => {
    asked++;
    if (asked < patience) return;
    io.stderr.write("\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n");
    process.exit(1);
  });
}

const ending = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;

/** Ends the client on a signal, by way of the process's exit, which restores the terminal. */
export function endOnSignals(io: Io): () => void {
  const names = Object.keys(ending) as (keyof typeof ending)[];
  return io.signals.listen(names, (name) => process.exit(128 + ending[name as keyof typeof ending]));
}
