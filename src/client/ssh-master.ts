import type { SshControl } from "./ssh-control.ts";
import { type SshFailure, type SshProcess, startSsh } from "./ssh-process.ts";

/** What ssh says where it cannot share its connection. */
const refusesControl = /control(?:master|path|persist|socket)|\bmux|multiplex|unix(?:_listener| domain socket)/i;
/** How long a connection may take, with all that a user is asked meanwhile. */
const patienceMs = 60_000;
const pauseMs = 5;

/** Whether others may use the connection, or why nobody can. */
export type Shared = { readonly isShared: boolean } | SshFailure;

/**
 * The ssh that holds the connection for the others. It runs the same command as they do and is told nothing, so that it ends with its
 * input: when this process is gone, whatever ended it.
 */
export class SshMaster {
  readonly #process: SshProcess;
  readonly ready: Promise<Shared>;
  isRunning = true;

  constructor(command: readonly string[], shown: readonly string[], control: SshControl) {
    this.#process = startSsh(command, shown);
    this.#process.child.stdout.resume();
    const over = this.#process.over.finally(() => {
      this.isRunning = false;
    });
    this.ready = Promise.race([over.then(sharedAfter), this.#awaitSocket(control)]);
  }

  kill(): void {
    this.#process.child.stdin.destroy();
    this.#process.child.kill();
  }

  async #awaitSocket(control: SshControl): Promise<Shared> {
    const end = performance.now() + patienceMs;
    while (!control.isThere()) {
      if (performance.now() > end) return { isShared: false };
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (!this.isRunning) return this.#process.over.then(sharedAfter);
    }
    return { isShared: true };
  }
}

/** One that ended before anybody could use it. */
function sharedAfter(failure: SshFailure | undefined): Shared {
  return failure === undefined || refusesControl.test(failure.complaint) ? { isShared: false } : failure;
}
