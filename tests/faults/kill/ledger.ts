/** What clients know of a container; undefined while a request about it is under way. */
export interface Known {
  exists: boolean | undefined;
  running: boolean | undefined;
  /** Of an ended container whose end has been told. */
  exitCode: number | undefined;
  /** Whether the engine removes it by itself when it ends. */
  readonly autoRemove: boolean;
}

/** All that has been acknowledged to the clients of an engine: what must still be so after its violent end. */
export class Ledger {
  readonly containers = new Map<string, Known>();
  readonly tags = new Set<string>();
  /** The request under way, for messages. */
  doing = "nothing";

  container(name: string, autoRemove = false): Known {
    const known = this.containers.get(name) ?? {
      exists: undefined,
      running: undefined,
      exitCode: undefined,
      autoRemove,
    };
    this.containers.set(name, known);
    return known;
  }

  rename(from: string, to: string): void {
    const known = this.containers.get(from)!;
    this.containers.set(to, { ...known });
    this.containers.set(from, { ...known, exists: false });
  }
}

/** What did not hold, by the promise that it breaks. */
export const promises = [
  "it starts again",
  "running containers keep running",
  "exit codes are known",
  "what was acknowledged is there",
  "what is listed answers",
  "nothing is left over",
  "logs are whole",
] as const;

export type BrokenPromises = Record<(typeof promises)[number], string[]>;

export function noBrokenPromises(): BrokenPromises {
  return Object.fromEntries(promises.map((promise) => [promise, []])) as unknown as BrokenPromises;
}
