import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Engine } from "../support/engine.ts";
import { CanaryFolder } from "./canary.ts";
import { forgetPeak, peakOf, residentOf } from "./daemon-memory.ts";

/** What the whole store may hold: so much that nothing honest fails, and less than a bomb comes to. */
export const storeBytes = 300 << 20;
/** Row by row: what any input may cost the engine above what it has. */
const memoryLimit = 64 << 20;

export interface Trial {
  readonly name: string;
  readonly outcome: RegExp | "taken";
  readonly limitMs?: number;
  act(engine: Engine): Promise<string>;
}

/** An engine whose store is a file system of its own, with canaries beside it. */
export class HostileGround implements AsyncDisposable {
  readonly engine: Engine;
  readonly canary: CanaryFolder;
  /** The most that the engine had between trials: what it has given back meanwhile it may take again. */
  #resident = 0;

  private constructor(engine: Engine) {
    this.engine = engine;
    this.canary = new CanaryFolder(`${engine.paths.folder}/canary`);
  }

  static async open(): Promise<HostileGround> {
    const engine = await Engine.create();
    const { dataRoot } = engine.paths;
    await engine.namespace.run([
      "sh",
      "-c",
      `mkdir ${dataRoot} && mount -t tmpfs -o size=${storeBytes} tmpfs ${dataRoot}`,
    ]);
    await engine.up();
    await engine.loadBusybox();
    return new HostileGround(engine);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
  }

  /** Does what was never to be done; what is wrong then, in a line each. */
  async all(trials: readonly Trial[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const trial of trials) for (const text of await this.#one(trial)) wrong.push(`${trial.name}: ${text}`);
    return wrong;
  }

  async #one({ act, outcome, limitMs = 20_000 }: Trial): Promise<string[]> {
    const { engine, canary } = this;
    forgetPeak(engine.pid);
    this.#resident = Math.max(this.#resident, residentOf(engine.pid));
    const begin = performance.now();
    const found = await act(engine);
    const tookMs = performance.now() - begin;
    const grown = peakOf(engine.pid) - this.#resident;
    const changed = canary.changed();
    return [
      ...((outcome === "taken" ? found === outcome : outcome.test(found))
        ? []
        : [`was ${found.slice(0, 300)}, not ${String(outcome)}`]),
      ...(changed === undefined ? [] : [changed]),
      ...(grown < memoryLimit ? [] : [`took ${grown >> 20} MiB of memory`]),
      ...(tookMs < limitMs ? [] : [`took ${tookMs.toFixed(0)} ms`]),
      ...((await engine.answers()) ? [] : ["the engine does not answer any more"]),
    ];
  }

  /** What the store has once all images are gone: names of files below its blobs and layers. */
  async leftInStore(): Promise<string> {
    const everything = encodeURIComponent(JSON.stringify({ dangling: ["false"] }));
    await this.engine.json("POST", `/images/prune?filters=${everything}`);
    const { stdout } = await this.engine.namespace.run([
      "sh",
      "-c",
      `cd ${this.engine.paths.dataRoot} && find . -type f -path '*blobs*' | sort`,
    ]);
    return stdout;
  }

  /** That the engine is as good as new: an image that was there is there again, and runs. */
  async runsBusybox(): Promise<string> {
    await this.engine.loadBusybox();
    return (await this.engine.docker(["run", "--rm", "busybox", "echo", "runs"])).stdout;
  }
}

/** What an answer of the engine's that goes on after its status says: `taken`, or the error. */
export function outcomeOf({ status, body }: { readonly status: number; readonly body: Buffer }): string {
  const errors = body
    .toString()
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => {
      const { error, message } = JSON.parse(line) as { readonly error?: string; readonly message?: string };
      return error ?? message ?? [];
    });
  return status === 200 && errors.length === 0 ? "taken" : errors.join(" ");
}

/** The hostile registry, in the namespace of the engine. */
export async function startRegistry({
  engine,
  canary,
}: HostileGround): Promise<{ readonly host: string } & Disposable> {
  const program = [process.execPath, "run", `${import.meta.dirname}/registry-program.ts`, canary.folder];
  const [command = "", ...rest] = engine.namespace.argv(...program);
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const host = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the registry ended: ${code}`)));
  });
  return { host, [Symbol.dispose]: () => void child.kill("SIGKILL") };
}
