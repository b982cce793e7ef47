import type { SeededRandom } from "../../support/random.ts";
import type { Passes } from "./points.ts";

/**
 * When the daemon is to be killed: at the N-th pass of a commit point of a story or of its own start, or so long after
 * clients begin to live stories, several beside each other.
 */
export type KillPoint =
  | { readonly story: string; readonly at: string; readonly pass: number; readonly beside?: string }
  | { readonly start: true; readonly at: string; readonly pass: number }
  | { readonly stories: readonly string[]; readonly afterMs: number };

/** One life of a story without a kill. */
export interface Measured {
  readonly passes: Passes;
  readonly ms: number;
}

export interface Ground {
  readonly stories: ReadonlyMap<string, Measured>;
  /** What the start of a daemon passes. */
  readonly start: Passes;
}

type Enumerated = Exclude<KillPoint, { afterMs: number }>;

/** The first pass of every commit point comes first, wherever it is; then all others in a random order. */
export function enumerate({ stories, start }: Ground, random: SeededRandom): Enumerated[] {
  const inStories = [...stories].flatMap(([story, { passes }]) =>
    each(passes).map(({ at, pass }): Enumerated => ({ story, at, pass })),
  );
  const inStart = each(start).map(({ at, pass }): Enumerated => ({ start: true, at, pass }));
  const all = shuffled([...inStories, ...inStart], random);
  const first = new Map<string, Enumerated>();
  for (const point of all) if (point.pass === 1 && !first.has(point.at)) first.set(point.at, point);
  const firsts = new Set(first.values());
  return [...firsts, ...all.filter((point) => !firsts.has(point))];
}

/**
 * `count` points, two thirds of them at passes of commit points, and again from the first where there are fewer, with
 * another story beside then; the rest at random moments.
 */
export function planKills(
  ground: Ground,
  choice: { readonly count: number; readonly random: SeededRandom },
): KillPoint[] {
  const { count, random } = choice;
  const enumerated = enumerate(ground, random);
  const named = Math.ceil((count * 2) / 3);
  const points: KillPoint[] = [];
  while (points.length < named && enumerated.length > 0)
    points.push(
      ...enumerated
        .slice(0, named - points.length)
        .map((point) => beside(point, points.length > 0, { ground, random })),
    );
  while (points.length < count) points.push(momentOf(ground, random));
  return shuffled(points, random);
}

function beside(point: Enumerated, again: boolean, { ground, random }: Choice): Enumerated {
  if (!again || "start" in point) return point;
  return { ...point, beside: random.pick([...ground.stories.keys()]) };
}

interface Choice {
  readonly ground: Ground;
  readonly random: SeededRandom;
}

/** Some time in up to three stories. */
export function momentOf({ stories }: Ground, random: SeededRandom): KillPoint {
  const names = [...stories.keys()];
  const chosen = Array.from({ length: 1 + random.below(3) }, () => random.pick(names));
  const longest = Math.max(...chosen.map((name) => stories.get(name)!.ms));
  return { stories: chosen, afterMs: random.next() * Math.min(longest, 1500) * 1.1 };
}

function each(passes: Passes): Array<{ at: string; pass: number }> {
  return [...passes].flatMap(([at, times]) => Array.from({ length: times }, (_, i) => ({ at, pass: i + 1 })));
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
