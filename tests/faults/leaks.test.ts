import { expect, test } from "bun:test";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { Engine } from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";
import { cgroupsOf, interfacesOf, mountsBelow, processesOf } from "../support/residue.ts";
import { Stream } from "../support/stream.ts";

const isFull = process.env["FAULTS"] === "full";
const cycles = Number(process.env["LEAK_CYCLES"] ?? (isFull ? 1000 : 40));
/** Until caches and pools are as full as they get. */
const warmUpCycles = isFull ? 100 : 20;
const atOnce = 3;
/** After this long at rest an engine has given back the memory that it does not need. */
const restMs = 6_000;
const idleMs = 1_500;
const idleWhiles = 3;

const body = { Image: "busybox", Cmd: ["sh", "-c", "echo out; echo err >&2"] };

const asked = [
  "/containers/json?all=1",
  "/containers/talker/json",
  "/containers/talker/top",
  "/containers/talker/stats?stream=0&one-shot=1",
  "/containers/talker/changes",
  "/images/json",
  "/info",
  "/networks",
  "/system/df",
];

/** What clients do all day, each thing to its end or left in its middle. */
class Day {
  readonly #engine: Engine;
  readonly #word: string;

  constructor(engine: Engine, number: number) {
    this.#engine = engine;
    this.#word = `day-${number}`;
  }

  async pass(): Promise<void> {
    await this.#run();
    await this.#exec();
    await this.#goAway(`/containers/talker/logs?stdout=1&follow=1&tail=1`);
    await this.#goAway("/events");
    await this.#attachAndGo();
    await this.#moveIn();
    await this.#ownThings();
    await this.#goAway("/containers/talker/stats");
    for (const path of asked) await this.#engine.json("GET", path);
  }

  async #run(): Promise<void> {
    const own = { ...body, AttachStdout: true, AttachStderr: true, HostConfig: { AutoRemove: true } };
    const { Id } = await this.#engine.json<{ Id: string }>("POST", "/containers/create", own);
    const output = await this.#stream(`/containers/${Id}/attach?stream=1&stdout=1&stderr=1`);
    await this.#engine.json("POST", `/containers/${Id}/start`);
    expect((await output.toEnd()).includes("out")).toBe(true);
    output.close();
  }

  async #exec(): Promise<void> {
    const own = { Cmd: ["echo", "said"], AttachStdout: true };
    const { Id } = await this.#engine.json<{ Id: string }>("POST", "/containers/talker/exec", own);
    const output = await Stream.open(this.#engine.paths.socket, "POST", { path: `/exec/${Id}/start`, body: {} });
    expect((await output.toEnd()).includes("said")).toBe(true);
    output.close();
  }

  /** An attached client of a container that says nothing goes away. */
  async #attachAndGo(): Promise<void> {
    const output = await this.#stream("/containers/silent/attach?stream=1&stdout=1&stdin=1");
    output.close();
  }

  async #goAway(path: string): Promise<void> {
    const ending = new AbortController();
    const { paths } = this.#engine;
    const answer = await fetch(`http://engine${path}`, { unix: paths.socket, keepalive: false, signal: ending.signal });
    expect(answer.status).toBe(200);
    ending.abort();
  }

  async #moveIn(): Promise<void> {
    const Name = `${this.#word}-net`;
    const { Id } = await this.#engine.json<{ Id: string }>("POST", "/containers/create", {
      ...body,
      Cmd: ["sleep", "1000"],
    });
    await this.#engine.json("POST", `/containers/${Id}/start`);
    await this.#engine.json("POST", "/networks/create", { Name });
    await this.#engine.json("POST", `/networks/${Name}/connect`, { Container: Id });
    await this.#engine.json("POST", `/networks/${Name}/disconnect`, { Container: Id });
    await this.#engine.json("DELETE", `/networks/${Name}`);
    await this.#engine.json("DELETE", `/containers/${Id}?force=1`);
  }

  async #ownThings(): Promise<void> {
    const Name = `${this.#word}-vol`;
    await this.#engine.json("POST", "/volumes/create", { Name });
    await this.#engine.json("DELETE", `/volumes/${Name}`);
    const missing = await this.#engine.request("POST", "/containers/create", { body: { ...body, Image: "missing" } });
    expect(missing.status).toBe(404);
  }

  #stream(path: string): Promise<Stream> {
    return Stream.open(this.#engine.paths.socket, "POST", { path });
  }
}

async function passDays(engine: Engine, { from, count }: { from: number; count: number }): Promise<void> {
  const waiting = Array.from({ length: count }, (_, i) => from + i);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await new Day(engine, next).pass();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** What must stay flat, as text by what it is; and memory. */
interface Vitals {
  readonly counts: Readonly<Record<string, number>>;
  readonly rssMb: number;
  /** How often the daemon's threads woke up in a while in which nothing happened. */
  readonly wakeUps: number;
}

async function vitalsOf(engine: Engine): Promise<Vitals> {
  const { pid, namespace, paths, cgroup } = engine;
  await Bun.sleep(restMs);
  const wakeUps = await leastWakeUps(pid);
  const descriptors = readdirSync(`/proc/${pid}/fd`).map((fd) => kindOf(`/proc/${pid}/fd/${fd}`));
  const counts = {
    processes: processesOf(paths.folder).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    mounts: mountsBelow(namespace, paths.folder).length,
    cgroups: cgroupsOf(`${cgroup}/`).length,
    interfaces: (await interfacesOf(namespace)).length,
    namespaces: descriptors.filter((kind) => kind === "namespace").length,
    sockets: descriptors.filter((kind) => kind === "socket").length,
    "other descriptors": descriptors.filter((kind) => kind === "other").length,
    "run folders": readdirSync(`${paths.execRoot}/containers`).length,
    "container folders": readdirSync(`${paths.dataRoot}/containers`).length,
  };
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return { counts, rssMb: Number(rss[1]) / 1024, wakeUps };
}

function kindOf(path: string): "namespace" | "socket" | "other" | undefined {
  try {
    const target = readlinkSync(path);
    if (/^net:/.test(target)) return "namespace";
    return target.startsWith("socket:") ? "socket" : "other";
  } catch {
    return undefined;
  }
}

/** Of some whiles, the quietest: a collection of garbage, or a Worker that ends, falls into one of them; a timer into all. */
async function leastWakeUps(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < idleWhiles; i++) {
    const before = wakeUpsOf(pid);
    await Bun.sleep(idleMs);
    const woken = [...wakeUpsOf(pid)].reduce((sum, [id, times]) => sum + times - (before.get(id) ?? times), 0);
    least = Math.min(least, woken);
  }
  return least;
}

/** By thread; some end in between. */
function wakeUpsOf(pid: number): Map<string, number> {
  const times = new Map<string, number>();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${id}/status`, "utf8");
    times.set(id, Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)![1]));
  }
  return times;
}

test(`after ${cycles} rounds of everything an engine holds what it held before`, async () => {
  await using engine = await Engine.start();
  await engine.loadBusybox();
  for (const [name, script] of [
    ["talker", "while :; do echo line; sleep 1; done"],
    ["silent", "sleep 100000"],
  ] as const) {
    const own = { Image: "busybox", Cmd: ["sh", "-c", script], OpenStdin: true };
    await engine.json("POST", `/containers/create?name=${name}`, own);
    await engine.json("POST", `/containers/${name}/start`);
  }
  await passDays(engine, { from: 0, count: warmUpCycles });
  const before = await vitalsOf(engine);
  await passDays(engine, { from: warmUpCycles, count: cycles });
  let after = await vitalsOf(engine);
  // Workers that unpack and remove end some time after their last work, and pools fill up again.
  await eventually(
    "everything is given back",
    async () => {
      after = await vitalsOf(engine);
      return Object.entries(before.counts).every(([what, count]) => after.counts[what]! <= count);
    },
    { withinMs: 40_000 },
  ).catch(() => {});
  console.log(`note: before ${JSON.stringify(before)}`);
  console.log(`note: after  ${JSON.stringify(after)}`);
  const grown = Object.entries(before.counts).filter(([what, count]) => after.counts[what]! > count);
  expect(grown.map(([what, count]) => `${what}: ${count} before, ${after.counts[what]} after`)).toEqual([]);
  expect(after.wakeUps).toBeLessThanOrEqual(before.wakeUps * 1.5 + 30);
  expect(after.rssMb).toBeLessThanOrEqual(before.rssMb + 32);
});
