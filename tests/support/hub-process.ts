import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Engine } from "./engine.ts";

export interface HubAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HubRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
}

/** `hub-program.ts`, on loopback of an engine's namespace. */
export class HubProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly log: HubRequest[];

  private constructor(child: ChildProcess, address: string, log: HubRequest[]) {
    this.#child = child;
    this.address = address;
    this.log = log;
  }

  /** @param answers what repositories answer that are not to be found */
  static async start(engine: Engine, answers: Readonly<Record<string, HubAnswer>>): Promise<HubProcess> {
    const program = new URL("./hub-program.ts", import.meta.url).pathname;
    const [command = "", ...args] = engine.namespace.argv(process.execPath, "run", program);
    const env = { ...process.env, ANSWERS: JSON.stringify(answers) };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    const log: HubRequest[] = [];
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
        if (line.startsWith("{")) log.push(JSON.parse(line) as HubRequest);
        else resolve(line);
      });
      child.once("exit", (code) => reject(new Error(`hub: exit ${code}`)));
    });
    return new HubProcess(child, address, log);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }
}
