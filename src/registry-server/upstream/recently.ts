const mostRemembered = 10_000;

/** Answers that are asked for once at a time, and hold for a while. A failure is not remembered. */
export class Recently<T> {
  readonly #holdMs: number;
  readonly #answers = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined && known.until > Date.now()) return await known.answer;
    if (this.#answers.size >= mostRemembered) this.#answers.clear();
    const entry = { answer: ask(), until: Number.POSITIVE_INFINITY };
    this.#answers.set(key, entry);
    try {
      const answer = await entry.answer;
      if (this.#answers.get(key) === entry) this.#answers.set(key, { ...entry, until: Date.now() + this.#holdMs });
      return answer;
    } catch (error) {
      if (this.#answers.get(key) === entry) this.#answers.delete(key);
      throw error;
    }
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }

  clear(): void {
    this.#answers.clear();
  }
}
