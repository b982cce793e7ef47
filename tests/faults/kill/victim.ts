import { rmSync, writeFileSync } from "node:fs";
import { Engine } from "../../support/engine.ts";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { EngineRegistry } from "../../support/engine-registry.ts";
import type { SeededRandom } from "../../support/random.ts";
import { Client, EngineGone } from "./acts/client.ts";
import { claimEnded, create } from "./acts/containers.ts";
import { ownRegistryAddress } from "./acts/images.ts";
import { type BrokenPromises, Ledger, type Promised } from "./claims.ts";
import { differenceFrom, lastingInventoryOf } from "./inventory.ts";
import { compare } from "./look.ts";
import type { KillPoint } from "./plan.ts";
import { Residents } from "./residents.ts";
import { stories } from "./stories/index.ts";
import { tidy } from "./tidy.ts";

/** How long what an answer has left to be done may take until it passes its commit points. */
const afterStoryMs = 300;
/** Few addresses: those that got lost would soon be missed. On the default bridge only links open ways. */
const flags = ["--bip", "10.67.0.1/27", "--icc=false"];
/** Docker serves no registry. */
const ownRegistry = kindUnderTest() === "dockerd" ? [] : ["--registry-listen", ownRegistryAddress];

export interface Attempt {
  readonly index: number;
  readonly random: SeededRandom;
}

/** An engine that is killed again and again, under clients that live their stories. */
export class Victim {
  readonly engine: Engine;
  readonly #broken: BrokenPromises;
  readonly #orders: string;
  #registry: EngineRegistry | undefined;
  #residents!: Residents;
  #inventory: readonly string[] = [];

  private constructor(engine: Engine, broken: BrokenPromises) {
    this.engine = engine;
    this.#broken = broken;
    this.#orders = `${engine.paths.folder}/kill-order`;
  }

  /** @param passes the file that gets the names of the commit points that are passed */
  static async open(broken: BrokenPromises, passes?: (folder: string) => string): Promise<Victim> {
    // Gantry's containers outlive its crash anyway.
    const outlive = process.env["ENGINE"] === "dockerd" ? ["--live-restore"] : [];
    const engine = await Engine.create({ flags: [...flags, ...ownRegistry, ...outlive] });
    const victim = new Victim(engine, broken);
    try {
      await victim.up(passes === undefined ? {} : { GANTRY_COMMIT_POINTS_LOG: passes(engine.paths.folder) });
      victim.#registry = await EngineRegistry.openFor(engine);
      victim.#residents = await Residents.settle(engine);
      victim.#inventory = await lastingInventoryOf(engine);
      return victim;
    } catch (error) {
      await victim.#registry?.[Symbol.asyncDispose]();
      await engine.close().catch(() => {});
      throw error;
    }
  }

  up(env: Readonly<Record<string, string>> = {}): Promise<void> {
    return this.engine.up({ env: { GANTRY_KILL_ORDERS: this.#orders, ...env } });
  }

  /** Lives a story to its end. */
  async live(story: string, word: string): Promise<void> {
    await stories[story]!(new Client(this.engine, new Ledger(), word));
  }

  /** Kills the daemon at the point and looks at what the next one says. Resolves to whether the point was reached. */
  async killAt(point: KillPoint, { index, random }: Attempt): Promise<boolean> {
    const pauseMs = random.pick([0, 0, 0, 200]);
    const ledgers: Ledger[] = [];
    const begin = (story: string): Promise<void> => {
      const ledger = new Ledger();
      ledgers.push(ledger);
      return this.#begin(story, new Client(this.engine, ledger, `p${index}${"abcd"[ledgers.length - 1]}`));
    };
    if (random.below(4) === 0) ledgers.push(await this.#timed(`p${index}-t`, random));
    const reached = await this.#kill(point, { begin, random });
    const doing = ledgers.map((ledger) => ledger.doing).join(" and ");
    const where = `kill ${index} at ${JSON.stringify(point)}, ${doing}`;
    await Bun.sleep(pauseMs);
    await this.#startAgain(where);
    await this.#check(ledgers, where);
    return reached;
  }

  async #begin(story: string, client: Client): Promise<void> {
    try {
      await stories[story]!(client);
    } catch (error) {
      if (!(error instanceof EngineGone)) this.#note("requests are answered", `${story}: ${error}`);
    }
  }

  /** A container that ends by itself, mostly while the daemon is away. */
  async #timed(name: string, random: SeededRandom): Promise<Ledger> {
    const code = 1 + random.below(100);
    const ledger = new Ledger();
    const client = new Client(this.engine, ledger, name);
    const Cmd = ["sh", "-c", `usleep ${random.pick([50_000, 150_000, 400_000])}; exit ${code}`];
    const subject = await create(client, name, { Image: "busybox", Cmd });
    await this.engine.json("POST", `/containers/${subject.id}/start`);
    claimEnded(client, subject, code, { withinMs: 5000 });
    return ledger;
  }

  async #kill(point: KillPoint, { begin, random }: Killing): Promise<boolean> {
    if ("afterMs" in point) return this.#killAfter(point.afterMs, point.stories.map(begin));
    if ("story" in point) {
      this.#order(point);
      await Promise.all([point.story, ...(point.beside === undefined ? [] : [point.beside])].map(begin));
      return this.#endsNow();
    }
    await this.#killAfter(random.next() * 500, [begin(random.pick(Object.keys(stories)))]);
    this.#order(point);
    await this.up().catch(() => {});
    return this.#endsNow();
  }

  async #killAfter(ms: number, lives: readonly Promise<void>[]): Promise<true> {
    await Bun.sleep(ms);
    await this.engine.kill9();
    await Promise.all(lives);
    return true;
  }

  #order({ at, pass }: { readonly at: string; readonly pass: number }): void {
    writeFileSync(this.#orders, `${at}:${pass}`);
  }

  /** Whether the daemon has ended by its order; it has ended anyway then. */
  async #endsNow(): Promise<boolean> {
    const ended = this.engine.ended().then(() => true);
    const reached = await Promise.race([ended, Bun.sleep(afterStoryMs).then(() => false)]);
    await this.engine.kill9();
    rmSync(this.#orders, { force: true });
    return reached;
  }

  async #startAgain(where: string): Promise<void> {
    try {
      await this.up();
    } catch (error) {
      this.#note("it starts again", `${where}: ${error}`);
      throw error;
    }
  }

  async #check(ledgers: readonly Ledger[], where: string): Promise<void> {
    const { engine } = this;
    const { probe, ledger: own } = this.#residents;
    for (const ledger of [own, ...ledgers]) await compare(engine, { ledger, probe, broken: this.#broken, where });
    for (const problem of await tidy(engine)) this.#note("what is listed answers", `${problem} (${where})`);
    const difference = await differenceFrom(engine, this.#inventory);
    if (difference.length === 0) return;
    this.#note("nothing is left over", `${difference.slice(0, 8).join("; ")} (${where})`);
    this.#inventory = await lastingInventoryOf(engine);
  }

  #note(promise: Promised, text: string): void {
    console.log(`broken: ${promise}: ${text}`);
    this.#broken[promise].push(text);
  }

  async close(): Promise<void> {
    try {
      const problem = await this.#residents.problemOfLog();
      if (problem !== undefined) this.#note("logs are whole", problem);
      this.#residents.probe.close();
    } finally {
      await this.#registry?.[Symbol.asyncDispose]();
      await this.engine.close().catch((error) => this.#note("nothing is left over", String(error)));
    }
  }
}

interface Killing {
  readonly begin: (story: string) => Promise<void>;
  readonly random: SeededRandom;
}
