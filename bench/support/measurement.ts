import { type Contestant, type ContestantName, usualContestants } from "./contestant.ts";

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
  /** Who takes part, where it is not the run's own choice. */
  readonly contestants?: readonly ContestantName[];
  /** The most rounds of each contestant, where the run asks for more. */
  readonly rounds?: number;
  /**
   * Whether the engines' data lie on an ext4 of their own, with a journal. Without one ext4 looks, for a new file, past
   * every inode that was freed in the last minutes: that of a removed image makes the next load or pull cost thrice as much.
   */
  readonly ownDisk?: boolean;
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
export async function take(measurement: Measurement, all: readonly Contestant[], rounds: number): Promise<Samples> {
  const samples: Samples = {};
  const wanted = measurement.contestants ?? usualContestants;
  const contestants = all.filter(({ name }) => wanted.includes(name));
  for (const contestant of contestants) await measurement.prepare?.(contestant);
  for (let round = 0; round < Math.min(measurement.rounds ?? rounds, rounds); round++) {
    const turn = round % contestants.length;
    for (const contestant of [...contestants.slice(turn), ...contestants.slice(0, turn)]) {
      const taken = await measurement.sample(contestant, round);
      samples[contestant.name] = [...(samples[contestant.name] ?? []), taken];
    }
  }
  for (const contestant of contestants) await measurement.tidy?.(contestant);
  return samples;
}
