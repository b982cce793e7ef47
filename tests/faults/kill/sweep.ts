import { SeededRandom } from "../../support/random.ts";
import { type BrokenPromises, noBrokenPromises } from "./claims.ts";
import { type Ground, type KillPoint, type Measured, momentOf, planKills } from "./plan.ts";
import { PassLog, pointsInSource } from "./points.ts";
import { stories } from "./stories/index.ts";
import { Victim } from "./victim.ts";

export interface SweepOptions {
  readonly points: number;
  readonly seed: number;
  /** Engines that are killed beside each other. */
  readonly engines: number;
}

export interface Coverage {
  /** In one life of each story and one start. */
  readonly passes: number;
  /** At how many different passes of them the daemon was killed, and how often in all. */
  readonly killedPasses: number;
  readonly kills: number;
}

export interface SweepResult {
  readonly broken: BrokenPromises;
  readonly killed: number;
  readonly seconds: number;
  /** By commit point, with all that the source has. */
  readonly coverage: ReadonlyMap<string, Coverage>;
}

/** How often a commit point is waited for again that no life has passed. */
const mostMisses = 40;

/** Kills engines at many points of stories, and looks after each restart whether all is as it was acknowledged. */
export async function sweep({ points, seed, engines }: SweepOptions): Promise<SweepResult> {
  const begin = performance.now();
  const random = new SeededRandom(seed);
  const broken = noBrokenPromises();
  const ground = await measure(broken);
  const kills = new Map<string, number>();
  const waiting = [...planKills(ground, { count: points, random }).entries()];
  const misses = new Map<string, number>();
  /** A pass may come in one life and not in the next. Where no other was met, it is waited for; else a moment takes its place. */
  const insteadOf = (point: KillPoint): KillPoint => {
    if (!("at" in point) || [...kills.keys()].some((name) => name.startsWith(`${point.at} `)))
      return momentOf(ground, random);
    const missed = (misses.get(point.at) ?? 0) + 1;
    misses.set(point.at, missed);
    return missed <= mostMisses ? point : momentOf(ground, random);
  };
  let killed = 0;
  const work = async (): Promise<void> => {
    const victim = await Victim.open(broken);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, point] = next;
        if (!(await victim.killAt(point, { index, random: new SeededRandom(`${seed}/${index}`) }))) {
          waiting.push([points + index, insteadOf(point)]);
          continue;
        }
        killed += 1;
        kills.set(nameOf(point), (kills.get(nameOf(point)) ?? 0) + 1);
        if (killed % 250 === 0)
          console.log(`note: ${killed} kills in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
      }
    } catch (error) {
      broken["it starts again"].push(`this engine was given up: ${error}`);
      console.log(`broken: this engine was given up: ${error}`);
    } finally {
      await victim.close().catch((error) => broken["nothing is left over"].push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: engines }, work));
  return { broken, killed, coverage: coverageOf(ground, kills), seconds: (performance.now() - begin) / 1000 };
}

function nameOf(point: KillPoint): string {
  if (!("at" in point)) return "a moment";
  return `${point.at} ${point.pass} ${"story" in point ? point.story : "start"}`;
}

function coverageOf({ stories: measured, start }: Ground, kills: ReadonlyMap<string, number>): SweepResult["coverage"] {
  const all = [...[...measured.values()].map(({ passes }) => passes), start];
  return new Map(
    pointsInSource().map((name) => {
      const own = [...kills].filter(([point]) => point.startsWith(`${name} `)).map(([, times]) => times);
      const passes = all.reduce((sum, each) => sum + (each.get(name) ?? 0), 0);
      return [name, { passes, killedPasses: own.length, kills: own.reduce((sum, times) => sum + times, 0) }];
    }),
  );
}

/** One life of each story without a kill, and one start: how long it takes, and which commit points it passes. */
async function measure(broken: BrokenPromises): Promise<Ground> {
  let log: PassLog | undefined;
  const passLog = (folder: string): string => {
    log = new PassLog(`${folder}/commit-points`);
    return log.file;
  };
  const victim = await Victim.open(broken, passLog);
  try {
    const measured = new Map<string, Measured>();
    for (const story of Object.keys(stories)) {
      log!.next();
      const begin = performance.now();
      await victim.live(story, `measured-${story.toLowerCase()}`);
      const ms = performance.now() - begin;
      await Bun.sleep(100);
      measured.set(story, { passes: log!.next(), ms });
    }
    await victim.engine.kill9();
    log!.next();
    await victim.up({ GANTRY_COMMIT_POINTS_LOG: log!.file });
    return { stories: measured, start: log!.next() };
  } finally {
    await victim.close();
  }
}
