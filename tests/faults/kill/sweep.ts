import { Engine } from "../../support/engine.ts";
import { SeededRandom } from "../../support/random.ts";
import { differenceFrom, inventoryOf } from "./inventory.ts";
import { type BrokenPromises, Ledger, noBrokenPromises } from "./ledger.ts";
import { EngineGone, live } from "./life.ts";
import { compare, compareExit, identityOf, tidy } from "./look.ts";
import { type KillPoint, passesIn, planKills } from "./plan.ts";

const printLines = "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo line $i; usleep 20000; done";

export interface SweepOptions {
  readonly points: number;
  readonly seed: number;
  /** Engines that are killed beside each other. */
  readonly engines: number;
}

export interface SweepResult {
  readonly broken: BrokenPromises;
  readonly killed: number;
  /** How often each commit point is passed in a life, and at how many of those passes the daemon was killed. */
  readonly coverage: ReadonlyMap<string, { readonly passes: number; readonly killed: number }>;
}

/** Kills engines at many points of scripted lives, and looks after each restart whether all is as it was acknowledged. */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const random = new SeededRandom(options.seed);
  const broken = noBrokenPromises();
  const { passes, lifeMs } = await measureLife();
  const plan = planKills(passes, { count: options.points, lifeMs, random });
  const killedAt = new Set<string>();
  const waiting = [...plan.entries()];
  let killed = 0;
  const work = async (): Promise<void> => {
    const victim = await Victim.open(broken);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, point] = next;
        if (!(await victim.killAt(point, { index, random }))) {
          // A life after a restart passes some points less often than the measured one: a moment takes its place.
          waiting.push([plan.length + index, { afterMs: random.next() * lifeMs }]);
          continue;
        }
        killed += 1;
        if ("at" in point) killedAt.add(`${point.at}:${point.pass}`);
      }
      await victim.checkLog();
    } catch (error) {
      broken["it starts again"].push(`this engine was given up: ${error}`);
    } finally {
      await victim.engine.close().catch((error) => broken["nothing is left over"].push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: options.engines }, work));
  return { broken, killed, coverage: coverageOf(passes, killedAt) };
}

function coverageOf(passes: ReadonlyMap<string, number>, killedAt: ReadonlySet<string>): SweepResult["coverage"] {
  const killedOf = (name: string): number => [...killedAt].filter((text) => text.startsWith(`${name}:`)).length;
  return new Map([...passes].map(([name, count]) => [name, { passes: count, killed: killedOf(name) }]));
}

/** One life without a kill: how long it takes, and which commit points it passes. */
async function measureLife(): Promise<{ passes: ReadonlyMap<string, number>; lifeMs: number }> {
  const engine = await Engine.create({ flags: flagsToOutlive() });
  const log = `${engine.paths.folder}/commit-points`;
  try {
    await engine.up({ env: { GANTRY_COMMIT_POINTS_LOG: log } });
    await engine.loadBusybox();
    await startPrinter(engine);
    const begin = performance.now();
    await live(engine, new Ledger(), "measured");
    return { passes: passesIn(log), lifeMs: performance.now() - begin };
  } finally {
    await engine.close();
  }
}

/** Gantry's containers outlive its crash anyway. */
function flagsToOutlive(): string[] {
  return process.env["ENGINE"] === "dockerd" ? ["--live-restore"] : [];
}

async function startPrinter(engine: Engine): Promise<void> {
  const body = { Image: "busybox", Cmd: ["sh", "-c", printLines] };
  await engine.json("POST", "/containers/create?name=printer", body);
  await engine.json("POST", "/containers/printer/start");
}

/** An engine that is killed again and again, with a container that prints numbered lines all the time. */
class Victim {
  readonly engine: Engine;
  readonly #broken: BrokenPromises;
  readonly #printer: string;
  #inventory: readonly string[];

  private constructor(
    engine: Engine,
    facts: { broken: BrokenPromises; printer: string; inventory: readonly string[] },
  ) {
    this.engine = engine;
    this.#broken = facts.broken;
    this.#printer = facts.printer;
    this.#inventory = facts.inventory;
  }

  static async open(broken: BrokenPromises): Promise<Victim> {
    const engine = await Engine.start({ flags: flagsToOutlive() });
    await engine.loadBusybox();
    await startPrinter(engine);
    const printer = await identityOf(engine, "printer");
    return new Victim(engine, { broken, printer, inventory: await inventoryOf(engine) });
  }

  /** Kills the daemon at the point and looks at what the next one says. Resolves to whether the point was reached. */
  async killAt(point: KillPoint, { index, random }: { index: number; random: SeededRandom }): Promise<boolean> {
    const code = 1 + random.below(100);
    const pause = random.pick([0, 0, 0.2]) * 1000;
    const ledger = new Ledger();
    const timed = await this.#startTimed(code, random.pick([0.1, 0.3, 0.6]));
    const reached =
      "at" in point
        ? await this.#liveUntil(point, { ledger, index })
        : await this.#liveFor(point.afterMs, { ledger, index });
    await Bun.sleep(pause);
    if (!(await this.#startAgain(`${JSON.stringify(point)} in ${ledger.doing}`))) return reached;
    if ((await identityOf(this.engine, "printer")) !== this.#printer)
      this.#broken["running containers keep running"].push(
        `printer: ${this.#printer} before, ${await identityOf(this.engine, "printer")} now`,
      );
    await compare(this.engine, ledger, this.#broken);
    await compareExit(this.engine, timed, { code, doing: ledger.doing, broken: this.#broken });
    await tidy(this.engine, ledger, this.#broken);
    await this.#checkInventory(`${JSON.stringify(point)} in ${ledger.doing}`);
    return reached;
  }

  /** A container that ends by itself, mostly while the daemon is away. */
  async #startTimed(code: number, seconds: number): Promise<string> {
    const body = { Image: "busybox", Cmd: ["sh", "-c", `sleep ${seconds}; exit ${code}`] };
    const { Id } = await this.engine.json<{ Id: string }>("POST", "/containers/create", body);
    await this.engine.json("POST", `/containers/${Id}/start`);
    return Id;
  }

  /** Lives with a daemon that kills itself at the commit point. */
  async #liveUntil(point: { at: string; pass: number }, life: { ledger: Ledger; index: number }): Promise<boolean> {
    await this.engine.kill9();
    try {
      await this.engine.up({ env: { GANTRY_KILL_AT: `${point.at}:${point.pass}` } });
    } catch {
      return !this.engine.isUp;
    }
    await this.#live(life);
    const reached = !this.engine.isUp || !(await this.engine.answers());
    await this.engine.kill9();
    return reached;
  }

  async #liveFor(ms: number, life: { ledger: Ledger; index: number }): Promise<boolean> {
    const end = Bun.sleep(ms).then(() => this.engine.kill9());
    await this.#live(life);
    await end;
    return true;
  }

  async #live({ ledger, index }: { ledger: Ledger; index: number }): Promise<void> {
    try {
      await live(this.engine, ledger, `p${index}`);
    } catch (error) {
      if (!(error instanceof EngineGone)) this.#broken["what is listed answers"].push(String(error));
    }
  }

  async #startAgain(where: string): Promise<boolean> {
    try {
      await this.engine.up();
      return true;
    } catch (error) {
      this.#broken["it starts again"].push(`killed at ${where}: ${error}`);
      throw error;
    }
  }

  async #checkInventory(where: string): Promise<void> {
    const difference = await differenceFrom(this.engine, this.#inventory);
    if (difference.length === 0) return;
    this.#broken["nothing is left over"].push(`killed at ${where}: ${difference.slice(0, 8).join("; ")}`);
    this.#inventory = await inventoryOf(this.engine);
  }

  /** Every line that the printer printed is in its log once, in order. */
  async checkLog(): Promise<void> {
    await this.engine.json("POST", "/containers/printer/stop");
    const { body } = await this.engine.request("GET", "/containers/printer/logs?stdout=1");
    const numbers = [...body.toString("latin1").matchAll(/line (\d+)\n/g)].map((match) => Number(match[1]));
    const wrong = numbers.findIndex((number, i) => number !== i + 1);
    if (wrong >= 0 || numbers.length === 0)
      this.#broken["logs are whole"].push(`line ${wrong + 1} of ${numbers.length} is "line ${numbers[wrong]}"`);
  }
}
