/** Work that is never done twice at once: asked for while it is being done, it is done once more afterwards. */
export class Coalesced {
  readonly #work: () => Promise<void>;
  #running = false;
  #again = false;

  /** @param work is never to reject */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Begins the work, or has it begun anew after the one that is under way. */
  ask(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      await this.#work();
    }
    this.#running = false;
  }
}
