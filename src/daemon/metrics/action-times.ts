/** Upper bounds of the buckets, in seconds: those that dockerd's metrics have. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Histogram {
  /** How many took no longer than each bound, in ascending order; the last has no bound. */
  readonly buckets: ReadonlyArray<readonly [bound: string, count: number]>;
  readonly sum: number;
  readonly count: number;
}

/** How long what was done took. */
export class Durations {
  readonly #counts = bounds.map(() => 0);
  #sum = 0;
  #count = 0;

  add(seconds: number): void {
    this.#sum += seconds;
    this.#count += 1;
    for (const [index, bound] of bounds.entries()) if (seconds <= bound) this.#counts[index]! += 1;
  }

  get histogram(): Histogram {
    const buckets = bounds.map((bound, index) => [String(bound), this.#counts[index]!] as const);
    return { buckets: [...buckets, ["+Inf", this.#count]], sum: this.#sum, count: this.#count };
  }
}

/** The API operations whose times dockerd tells, by its names of them. */
const containerActions: Readonly<Record<string, string>> = {
  ContainerChanges: "changes",
  ImageCommit: "commit",
  ContainerCreate: "create",
  ContainerDelete: "delete",
  ContainerStart: "start",
};

/** How long actions on containers took: each is there from the start, as with dockerd. */
export class ActionTimes {
  readonly #times = new Map(Object.values(containerActions).map((action) => [action, new Durations()]));

  /** An operation of the API has succeeded. */
  done(operation: string, seconds: number): void {
    this.#times.get(containerActions[operation] ?? "")?.add(seconds);
  }

  get containers(): ReadonlyArray<readonly [action: string, times: Histogram]> {
    return [...this.#times].map(([action, times]) => [action, times.histogram] as const);
  }
}
