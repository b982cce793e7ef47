import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Engine } from "./engine.ts";

const branches = JSON.stringify([
  { Scope: "refs/heads/topic", Permission: 3 },
  { Scope: "refs/heads/main", Permission: 1 },
]);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What opens the services. */
export const cacheKeys = {
  accessKey: "AKIACACHE",
  secretKey: "s3cr3t/key",
  token: `${part({ alg: "none" })}.${part({ ac: branches })}.signature`,
};

/** A cache in a service, as `--cache-to` and `--cache-from` name it, and what the client's environment has to say. */
export interface ServicePlace {
  readonly place: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Caches of a name, by their types. */
export const servicePlaces: Readonly<Record<"s3" | "gha", (url: string, name: string) => ServicePlace>> = {
  s3: (url, name) => ({
    place: `type=s3,bucket=b,region=r,prefix=p/,name=${name},endpoint_url=${url},use_path_style=true,access_key_id=${cacheKeys.accessKey},secret_access_key=${cacheKeys.secretKey}`,
    env: {},
  }),
  gha: (url, name) => ({
    place: `type=gha,scope=${name}`,
    env: { ACTIONS_CACHE_SERVICE_V2: "true", ACTIONS_RESULTS_URL: `${url}/`, ACTIONS_RUNTIME_TOKEN: cacheKeys.token },
  }),
};

/** `cache-service-program.ts`, on loopback of an engine's namespace. */
export class CacheService implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: string;
  readonly #engine: Engine;

  private constructor(child: ChildProcess, engine: Engine, address: string) {
    this.#child = child;
    this.#engine = engine;
    this.url = `http://${address}`;
  }

  static async start(engine: Engine): Promise<CacheService> {
    const program = new URL("./cache-service-program.ts", import.meta.url).pathname;
    const [command = "", ...args] = engine.namespace.argv(process.execPath, "run", program);
    const { accessKey, secretKey, token } = cacheKeys;
    const env = { ...process.env, ACCESS_KEY: accessKey, SECRET_KEY: secretKey, TOKEN: token };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`cache service: exit ${code}`)));
    });
    return new CacheService(child, engine, address);
  }

  /** The names of what is kept. */
  async kept(): Promise<{ readonly objects: string[]; readonly entries: string[] }> {
    const script = `console.log(await (await fetch("${this.url}/count")).text())`;
    const { stdout } = await this.#engine.namespace.run([process.execPath, "-e", script]);
    return JSON.parse(stdout) as { objects: string[]; entries: string[] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }
}
