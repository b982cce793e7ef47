import type { Engine } from "../../../support/engine.ts";
import type { Claim, Ledger } from "../claims.ts";

/** Thrown when the engine does not answer any more: the story ends here. */
export class EngineGone extends Error {}

export interface Request {
  readonly path: string;
  readonly body?: object | Uint8Array;
  /** Keys of claims that nobody can make while the request is under way. */
  readonly changes?: readonly string[];
}

/** A client of an engine, whose requests are told to the ledger. `word` makes the names of its story its own. */
export class Client {
  readonly engine: Engine;
  readonly ledger: Ledger;
  readonly word: string;

  constructor(engine: Engine, ledger: Ledger, word: string) {
    this.engine = engine;
    this.ledger = ledger;
    this.word = word;
  }

  /** @throws EngineGone when the engine ends meanwhile, Error when it refuses the request */
  async ask<T>(method: string, { path, body, changes = [] }: Request): Promise<T> {
    const what = `${method} ${path}`;
    this.ledger.takeBack(changes);
    this.ledger.doing = what;
    let answer: Awaited<ReturnType<Engine["request"]>>;
    try {
      answer = await this.engine.request(method, path, { body, timeoutMs: 30_000 });
    } catch (error) {
      throw new EngineGone(`${what}: ${error}`);
    }
    const text = answer.body.toString();
    // Another story prunes: this one's turn comes.
    if (answer.status === 409 && text.includes("a prune operation is already running")) {
      await Bun.sleep(20);
      return await this.ask(method, { path, changes, ...(body === undefined ? {} : { body }) });
    }
    if (answer.status >= 400 || /"error"/.test(text))
      throw new Error(`${what}: ${answer.status} ${text.slice(0, 300)}`);
    this.ledger.doing = `after ${what}`;
    return (/^\{[^\n]*\n?$/.test(text) ? JSON.parse(text) : undefined) as T;
  }

  claim(key: string, claim: Claim): void {
    this.ledger.claim(key, claim);
  }
}

/** Waits for all, so that none is left under way, and throws the first failure. */
export async function all(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
