import type { Look } from "./look.ts";

/** What holds over a crash. */
export const promises = [
  "it starts again",
  "running containers keep running",
  "ended containers have their exit codes",
  "restart policies and health checks go on",
  "volumes are as acknowledged",
  "networks are as acknowledged",
  "images are as acknowledged",
  "names are answered and published ports lead in",
  "what is listed answers",
  "requests are answered",
  "nothing is left over",
  "logs are whole",
] as const;

export type Promised = (typeof promises)[number];

/** Something that has been acknowledged to a client: it holds over the engine's violent end. */
export interface Claim {
  readonly promise: Promised;
  /** What is wrong; undefined when it holds. */
  readonly wrong: (look: Look) => Promise<string | undefined>;
  /** For how long it may not hold yet; 0. */
  readonly withinMs?: number;
}

/** What did not hold, by the promise that it breaks. */
export type BrokenPromises = Record<Promised, string[]>;

export function noBrokenPromises(): BrokenPromises {
  return Object.fromEntries(promises.map((promise) => [promise, []])) as unknown as BrokenPromises;
}

/**
 * All that has been acknowledged to one client. Before a request it takes back what the request changes, since nobody
 * knows that while it is under way; after the answer it claims what the answer says.
 */
export class Ledger {
  readonly #claims = new Map<string, Claim>();
  /** The request under way, for messages. */
  doing = "nothing";

  /** A claim with the same key is replaced. */
  claim(key: string, claim: Claim): void {
    this.#claims.set(key, claim);
  }

  /** Takes back the claims with these keys. */
  takeBack(keys: readonly string[]): void {
    for (const key of keys) this.#claims.delete(key);
  }

  get claims(): ReadonlyMap<string, Claim> {
    return this.#claims;
  }
}
