import type { Contestant, ContestantName } from "./contestant.ts";

/** One figure that a measurement takes. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "less" | "more";
  /** What Gantry must reach and aims at: a part of dockerd's figure, or a figure of its own. */
  readonly must?: Target;
  readonly aim?: Target;
}

export type Target = { readonly ratio: number } | { readonly figure: number };

/** What one round with one contestant gave: figures by metric id. */
export type Sample = Readonly<Record<string, number>>;

export interface Measurement {
  /** Also the name of its file under `bench/data`. */
  readonly name: string;
  readonly metrics: readonly Metric[];
  /** Rounds of each contestant, where it is not the run's own number. */
  readonly rounds?: number;
  /** Makes what all rounds need. */
  prepare?(contestant: Contestant): Promise<void>;
  sample(contestant: Contestant, round: number): Promise<Sample>;
  /** Takes away what `prepare` made. */
  tidy?(contestant: Contestant): Promise<void>;
}

/** All rounds of a measurement, by contestant. */
export type Samples = Partial<Record<ContestantName, Sample[]>>;

/** The middle figure. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Takes the rounds of all contestants in turn, so that what else the machine does meets all of them alike. */
export async function take(
  measurement: Measurement,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Samples> {
  const samples: Samples = {};
  for (const contestant of contestants) await measurement.prepare?.(contestant);
  for (let round = 0; round < (measurement.rounds ?? rounds); round++) {
    const turn = round % contestants.length;
    for (const contestant of [...contestants.slice(turn), ...contestants.slice(0, turn)]) {
      const taken = await measurement.sample(contestant, round);
      samples[contestant.name] = [...(samples[contestant.name] ?? []), taken];
    }
  }
  for (const contestant of contestants) await measurement.tidy?.(contestant);
  return samples;
}
