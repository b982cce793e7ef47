import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Engine } from "../../support/engine.ts";
import type { Answer } from "../../support/http.ts";
import type { BrokenPromises, Claim, Ledger } from "./claims.ts";
import type { Probe } from "./probe.ts";

/** What an engine says at one time: each path is asked for once. */
export class Look {
  readonly engine: Engine;
  /** Looks from inside a container. */
  readonly probe: Probe;
  readonly #answers = new Map<string, Promise<Answer>>();

  constructor(engine: Engine, probe: Probe) {
    this.engine = engine;
    this.probe = probe;
  }

  at(path: string): Promise<Answer> {
    const known = this.#answers.get(path);
    if (known !== undefined) return known;
    const asked = this.engine.request("GET", path);
    this.#answers.set(path, asked);
    return asked;
  }

  /** Undefined where nothing is there. */
  async json<T>(path: string): Promise<T | undefined> {
    const { status, body } = await this.at(path);
    return status === 200 ? (JSON.parse(body.toString()) as T) : undefined;
  }

  container(id: string): Promise<ContainerInspectResponse | undefined> {
    return this.json(`/containers/${id}/json`);
  }
}

/** Compares what the engine says after its restart with what had been acknowledged before its end. */
export async function compare(
  engine: Engine,
  { ledger, probe, broken, where }: Comparison & { readonly ledger: Ledger },
): Promise<void> {
  const look = new Look(engine, probe);
  for (const [key, claim] of ledger.claims) {
    const wrong = await problemOf(claim, look);
    if (wrong === undefined) continue;
    console.log(`broken: ${claim.promise}: ${key}: ${wrong} (${where})`);
    broken[claim.promise].push(`${key}: ${wrong} (${where})`);
  }
}

export interface Comparison {
  readonly probe: Probe;
  readonly broken: BrokenPromises;
  /** Where the daemon was killed, and in which request. */
  readonly where: string;
}

/** The first look is shared by all claims; one that has time is asked again until it holds. */
async function problemOf(claim: Claim, shared: Look): Promise<string | undefined> {
  const end = Date.now() + (claim.withinMs ?? 0);
  for (let look = shared; ; look = new Look(shared.engine, shared.probe)) {
    const wrong = await claim.wrong(look).catch(String);
    if (wrong === undefined || Date.now() >= end) return wrong;
    await Bun.sleep(20);
  }
}
