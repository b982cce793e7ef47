import { restartDelayMs } from "#core/container/restart-policy.ts";

/**
 * The automatic restarts of one container, as far as they live in memory: the wait that is under way, how long the last
 * one was, and whether there may be more.
 */
export class Restarts {
  #delayMs = 0;
  #dueAtMs = 0;
  #planned = false;
  #refused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** When the wait that is under way is over, in milliseconds since 1970; undefined: there is none. */
  get dueAtMs(): number | undefined {
    return this.#timer === undefined ? undefined : this.#dueAtMs;
  }

  /** From the end of a run until it has been started again. */
  get pending(): boolean {
    return this.#planned;
  }

  /** No more restarts: somebody ends the container, or the engine ends. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Somebody starts it: as if it had never failed. */
  reset(): void {
    this.#forget();
    this.#delayMs = 0;
    this.#refused = false;
  }

  refuse(): void {
    this.#refused = true;
  }

  /** Decides on a restart, which `arm` then begins to wait for. */
  plan(run: { readonly ranMs: number }): void {
    this.#planned = true;
    this.#delayMs = restartDelayMs(this.#delayMs, run);
  }

  /** Calls `restart` when the wait is over, unless it was called off before. */
  arm(restart: () => void): void {
    if (!this.#planned || this.#refused) return;
    this.#dueAtMs = Date.now() + this.#delayMs;
    this.#timer = setTimeout(restart, this.#delayMs);
  }

  /** Whether the wait has ended in a restart that is still wanted. */
  get due(): boolean {
    return this.#planned && !this.#refused;
  }

  /** The restart has been made, or has failed. */
  done(): void {
    this.#forget();
  }

  /** Calls the restart off, and says whether there was one. */
  callOff(): boolean {
    const had = this.#planned;
    this.#refused = true;
    this.#forget();
    return had;
  }

  /** Stops waiting without a word, since the engine ends: its next start decides anew. */
  halt(): void {
    this.#refused = true;
    clearTimeout(this.#timer);
  }

  #forget(): void {
    this.#planned = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
