export interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/** Asks until the answer is truthy. @throws Error naming `what` when that takes too long */
export async function eventually<T>(what: string, ask: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const end = Date.now() + (patience.withinMs ?? 10_000);
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}: ${JSON.stringify(answer)}`);
    await Bun.sleep(patience.everyMs ?? 20);
  }
}
