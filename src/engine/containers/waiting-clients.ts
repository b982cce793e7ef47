import type { AttachedClient } from "#core/runtime/contract.ts";
import { closeFd, isGone } from "#sys/fd.ts";

const sweepEveryMs = 1000;

/**
 * Clients that attached to a container that does not run yet. Their bytes wait in the kernel; clients that go away
 * meanwhile are let go by a sweep that runs only while somebody waits.
 */
export class WaitingClients {
  #clients: AttachedClient[] = [];
  #sweep: ReturnType<typeof setInterval> | undefined;

  add(client: AttachedClient): void {
    this.#clients.push(client);
    this.#sweep ??= setInterval(() => this.#dropGone(), sweepEveryMs);
  }

  /** Hands all of them over to a task. */
  take(): AttachedClient[] {
    const clients = this.#clients;
    this.#clients = [];
    this.#stopSweep();
    return clients;
  }

  /** Ends all of them: the container did not start, or is gone. */
  close(): void {
    for (const client of this.take()) closeFd(client.fd);
  }

  #dropGone(): void {
    this.#clients = this.#clients.filter((client) => {
      if (!isGone(client.fd)) return true;
      closeFd(client.fd);
      return false;
    });
    if (this.#clients.length === 0) this.#stopSweep();
  }

  #stopSweep(): void {
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}
