import { readFileSync } from "node:fs";
import { Engine } from "../../tests/support/engine.ts";
import { processesOf } from "../../tests/support/residue.ts";
import type { Contestant, ContestantName } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

const stopped = 100;
const running = 20;
const settleMs = 3_000;

/** Engines of their own, which are killed: one with containers, and one that has nothing. */
interface Victims {
  readonly full: Engine;
  readonly empty: Engine;
}

const victims = new Map<ContestantName, Victims>();

/** How soon a daemon answers: after a kill with containers, and where it has none; and what it takes when nothing happens. */
export const readyMeasurement: Measurement = {
  name: "ready",
  rounds: 6,
  metrics: [
    {
      id: "after-kill",
      title: `ready after kill -9, with ${stopped} stopped and ${running} running containers`,
      unit: "ms",
      better: "less",
      must: { figure: 500 },
    },
    { id: "empty", title: "start-up of an empty engine", unit: "ms", better: "less", must: { figure: 300 } },
    { id: "rss", title: "resident memory of an idle engine", unit: "MB", better: "less", must: { figure: 60 } },
  ],
  async prepare({ name }) {
    if (name !== "gantry" && name !== "dockerd") return;
    const [full, empty] = [await Engine.start(optionsOf(name)), await Engine.start(optionsOf(name))];
    victims.set(name, { full, empty });
    await full.loadBusybox();
    for (let i = 0; i < stopped + running; i++) await create(full, i);
  },
  /** Podman has no daemon that could be ready. */
  async sample({ name }) {
    const own = victims.get(name);
    if (own === undefined) return {};
    await own.full.kill9();
    const afterKill = await msUntilReady(own.full);
    await own.empty.stop();
    const empty = await msUntilReady(own.empty);
    await Bun.sleep(settleMs);
    return { "after-kill": afterKill, empty, rss: residentMb(own.empty) };
  },
  async tidy({ name }: Contestant) {
    for (const engine of Object.values(victims.get(name) ?? {}) as Engine[]) await engine.close();
    victims.delete(name);
  },
};

function optionsOf(name: "gantry" | "dockerd") {
  return { kind: name, flags: name === "dockerd" ? ["--live-restore"] : [] } as const;
}

async function create(engine: Engine, number: number): Promise<void> {
  const runs = number < running;
  const body = { Image: "busybox", Cmd: runs ? ["sleep", "100000"] : ["true"] };
  const { Id } = await engine.json<{ Id: string }>("POST", "/containers/create", body);
  if (number >= running + stopped / 2) return;
  await engine.json("POST", `/containers/${Id}/start`);
  if (!runs) await engine.json("POST", `/containers/${Id}/wait`);
}

async function msUntilReady(engine: Engine): Promise<number> {
  const begin = performance.now();
  await engine.up();
  return performance.now() - begin;
}

/** Of the daemon and, for dockerd, its containerd. */
function residentMb({ paths }: Engine): number {
  return processesOf(paths.folder).reduce((sum, pid) => sum + rssMb(pid), 0);
}

function rssMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}
