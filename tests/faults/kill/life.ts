import type { Engine } from "../../support/engine.ts";
import { smallImage } from "../../support/images.ts";
import type { Known, Ledger } from "./ledger.ts";

/** Thrown when the engine does not answer any more: the life ends here. */
export class EngineGone extends Error {}

/**
 * One scripted life of containers and an image, told to the ledger step by step: before a request what it changes is
 * unknown, after its answer it is known. `word` makes its names its own.
 * @throws EngineGone when the engine ends meanwhile, Error when it refuses a request
 */
export async function live(engine: Engine, ledger: Ledger, word: string): Promise<void> {
  const life = new Life(engine, ledger);
  const name = `${word}-a`;
  const published = { PortBindings: { "80/tcp": [{ HostPort: "" }] } };
  const body = { Image: "busybox", Cmd: ["sleep", "100000"], ExposedPorts: { "80/tcp": {} }, HostConfig: published };
  const main = await life.create(name, body);
  await life.start(main, name);
  await life.exec(name);
  await life.followLogs("printer");
  await life.load(`${word}:1`);
  await life.tag(`${word}:1`, { repo: word, tag: "2" });
  await life.rename(name, `${word}-b`);
  const renamed = ledger.container(`${word}-b`);
  await life.restart(renamed, `${word}-b`);
  await life.runRemoved(`${word}-r`);
  await life.runToEnd(`${word}-c`, 7);
  await life.stop(renamed, `${word}-b`);
  await life.remove(renamed, `${word}-b`);
}

class Life {
  readonly #engine: Engine;
  readonly #ledger: Ledger;

  constructor(engine: Engine, ledger: Ledger) {
    this.#engine = engine;
    this.#ledger = ledger;
  }

  async #ask<T>(what: string, method: string, request: { path: string; body?: object | Uint8Array }): Promise<T> {
    this.#ledger.doing = what;
    let answer: Awaited<ReturnType<Engine["request"]>>;
    try {
      answer = await this.#engine.request(method, request.path, { body: request.body, timeoutMs: 30_000 });
    } catch (error) {
      throw new EngineGone(`${what}: ${error}`);
    }
    const text = answer.body.toString();
    if (answer.status >= 400 || /"error"/.test(text))
      throw new Error(`${what}: ${answer.status} ${text.slice(0, 200)}`);
    this.#ledger.doing = `nothing after ${what}`;
    return (/^\{[^\n]*\n?$/.test(text) ? JSON.parse(text) : undefined) as T;
  }

  async create(name: string, body: object, autoRemove = false): Promise<Known> {
    const known = this.#ledger.container(name, autoRemove);
    await this.#ask(`create ${name}`, "POST", { path: `/containers/create?name=${name}`, body });
    known.exists = true;
    known.running = false;
    return known;
  }

  async start(known: Known, name: string): Promise<void> {
    known.running = undefined;
    await this.#ask(`start ${name}`, "POST", { path: `/containers/${name}/start` });
    known.running = true;
  }

  async exec(name: string): Promise<void> {
    const body = { Cmd: ["true"], AttachStdout: true };
    const { Id } = await this.#ask<{ Id: string }>(`exec in ${name}`, "POST", {
      path: `/containers/${name}/exec`,
      body,
    });
    await this.#ask(`start of an exec in ${name}`, "POST", { path: `/exec/${Id}/start`, body: {} });
  }

  /** Reads some of a running container's log as it comes, and goes away. */
  async followLogs(name: string): Promise<void> {
    this.#ledger.doing = `logs of ${name}`;
    try {
      const url = `http://engine/containers/${name}/logs?stdout=1&follow=1&tail=2`;
      const answer = await fetch(url, { unix: this.#engine.paths.socket, keepalive: false });
      const reader = answer.body!.getReader();
      await reader.read();
      await reader.cancel();
    } catch (error) {
      throw new EngineGone(`logs: ${error}`);
    }
  }

  async load(tag: string): Promise<void> {
    await this.#ask(`load ${tag}`, "POST", { path: "/images/load?quiet=1", body: smallImage(tag) });
    this.#ledger.tags.add(tag);
  }

  async tag(image: string, { repo, tag }: { readonly repo: string; readonly tag: string }): Promise<void> {
    await this.#ask(`tag ${repo}:${tag}`, "POST", { path: `/images/${image}/tag?repo=${repo}&tag=${tag}` });
    this.#ledger.tags.add(`${repo}:${tag}`);
  }

  async rename(from: string, to: string): Promise<void> {
    const known = this.#ledger.container(from);
    const wasRunning = known.running;
    known.exists = undefined;
    this.#ledger.container(to);
    await this.#ask(`rename ${from}`, "POST", { path: `/containers/${from}/rename?name=${to}` });
    known.exists = true;
    known.running = wasRunning;
    this.#ledger.rename(from, to);
  }

  async restart(known: Known, name: string): Promise<void> {
    known.running = undefined;
    await this.#ask(`restart ${name}`, "POST", { path: `/containers/${name}/restart?t=0` });
    known.running = true;
  }

  async stop(known: Known, name: string): Promise<void> {
    known.running = undefined;
    await this.#ask(`stop ${name}`, "POST", { path: `/containers/${name}/stop?t=0` });
    known.running = false;
    known.exitCode = 137;
  }

  async remove(known: Known, name: string): Promise<void> {
    known.exists = undefined;
    await this.#ask(`remove ${name}`, "DELETE", { path: `/containers/${name}` });
    known.exists = false;
  }

  /** What `run --rm` asks for. */
  async runRemoved(name: string): Promise<void> {
    const body = { Image: "busybox", Cmd: ["true"], HostConfig: { AutoRemove: true } };
    const known = await this.create(name, body, true);
    known.exists = undefined;
    known.running = undefined;
    const removed = this.#ask(`wait for the removal of ${name}`, "POST", {
      path: `/containers/${name}/wait?condition=removed`,
    });
    const started = this.#ask(`start ${name}`, "POST", { path: `/containers/${name}/start` });
    await allOrFirstError([removed, started]);
    known.exists = false;
  }

  async runToEnd(name: string, exitCode: number): Promise<void> {
    const known = await this.create(name, { Image: "busybox", Cmd: ["sh", "-c", `exit ${exitCode}`] });
    known.running = undefined;
    await this.#ask(`start ${name}`, "POST", { path: `/containers/${name}/start` });
    const wait = { path: `/containers/${name}/wait` };
    const { StatusCode } = await this.#ask<{ StatusCode: number }>(`wait for ${name}`, "POST", wait);
    if (StatusCode !== exitCode) throw new Error(`wait for ${name}: ${StatusCode}, not ${exitCode}`);
    known.running = false;
    known.exitCode = exitCode;
    await this.remove(known, name);
  }
}

/** Waits for both, so that none is left under way, and throws the first failure. */
async function allOrFirstError(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
