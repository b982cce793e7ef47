import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { busyboxArchive } from "../../tools/docker-archive.ts";
import type { CommandOptions, Result } from "./command.ts";
import {
  type EngineKind,
  type EnginePaths,
  engineArgv,
  engineEnvironment,
  enginePaths,
  kindUnderTest,
} from "./engine-kind.ts";
import { type Answer, type RequestOptions, request } from "./http.ts";
import { Namespace } from "./namespace.ts";
import { dockerClient, gantryExecutable, peersFolder } from "./peers.ts";
import { forgetDeadContainerd } from "./reference-traps.ts";
import { cgroupPrefix, endProcessesOf, engineResidue, removeCgroupsOf, unmountBelow } from "./residue.ts";

export interface EngineOptions {
  readonly kind?: EngineKind;
  /** More flags of the daemon. */
  readonly flags?: readonly string[];
  /** Laid over the daemon's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What daemon.json holds. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** A command to put in front of the daemon's, which has to exec it. Is given the name of the engine's cgroup. */
  readonly wrapper?: (cgroup: string) => readonly string[];
  /** Whether containers get a cgroup of the engine's own as parent, so that what is left of them can be found; true. */
  readonly ownCgroup?: boolean;
}

/** An engine in a namespace and a folder of its own, and its clients. `close` leaves nothing of it, or says what it left. */
export class Engine {
  readonly kind: EngineKind;
  readonly paths: EnginePaths;
  readonly namespace: Namespace;
  readonly cgroup: string;
  readonly #options: EngineOptions;
  #daemon: ChildProcess | undefined;

  private constructor(namespace: Namespace, options: EngineOptions) {
    this.kind = options.kind ?? kindUnderTest();
    this.namespace = namespace;
    this.paths = enginePaths(mkdtempSync(`${tmpdir()}/e-`));
    this.cgroup = `${cgroupPrefix()}${this.paths.folder.slice(-6)}`;
    this.#options = options;
    writeFileSync(this.paths.configFile, JSON.stringify(options.config ?? {}));
  }

  /** An engine whose daemon has not been started yet: `up` does. */
  static async create(options: EngineOptions = {}): Promise<Engine> {
    return new Engine(await Namespace.open(), options);
  }

  static async start(options: EngineOptions = {}): Promise<Engine> {
    const engine = await Engine.create(options);
    try {
      await engine.up();
    } catch (error) {
      await engine.#clean();
      throw error;
    }
    return engine;
  }

  /** Starts the daemon and waits until it answers. @throws Error with the end of its log when it ends or does not */
  async up(more: { readonly env?: Readonly<Record<string, string>>; readonly withinMs?: number } = {}): Promise<void> {
    if (this.kind === "dockerd") await forgetDeadContainerd(this.paths.execRoot);
    this.launch(more.env);
    const end = Date.now() + (more.withinMs ?? 60_000);
    while (!(await this.answers())) {
      if (!this.isUp || Date.now() > end) throw new Error(`${this.kind} did not come up:\n${this.log.slice(-3000)}`);
      await Bun.sleep(10);
    }
  }

  /** Starts the daemon and does not wait. */
  launch(env: Readonly<Record<string, string>> = {}): void {
    const { flags = [], wrapper = () => [], ownCgroup = true } = this.#options;
    const parent = ownCgroup ? ["--cgroup-parent", this.cgroup] : [];
    const argv = this.namespace.argv(
      ...wrapper(this.cgroup),
      ...engineArgv(this.kind, this.paths),
      ...parent,
      ...flags,
    );
    const log = openSync(`${this.paths.folder}/log`, "a");
    this.#daemon = spawn(argv[0]!, argv.slice(1), {
      stdio: ["ignore", log, log],
      detached: true,
      env: { ...process.env, ...engineEnvironment(this.kind, this.paths.folder), ...this.#options.env, ...env },
    });
    closeSync(log);
  }

  async answers(): Promise<boolean> {
    try {
      return (await this.request("GET", "/_ping", { timeoutMs: 5_000 })).status === 200;
    } catch {
      return false;
    }
  }

  get isUp(): boolean {
    return this.#daemon !== undefined && this.#daemon.exitCode === null && this.#daemon.signalCode === null;
  }

  /** The daemon's pid: what starts it execs. */
  get pid(): number {
    return this.#daemon!.pid!;
  }

  /** All that the daemon has said. */
  get log(): string {
    return readFileSync(`${this.paths.folder}/log`, "utf8");
  }

  /** Resolves when the daemon has ended by itself or otherwise. */
  async ended(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === undefined || !this.isUp) return;
    await new Promise((resolve) => daemon.once("exit", resolve));
  }

  async kill9(): Promise<void> {
    const ended = this.ended();
    this.#daemon?.kill("SIGKILL");
    await ended;
  }

  /** Ends the daemon as an init system does: SIGTERM, and SIGKILL after 30 s. Resolves to whether it went by itself. */
  async stop(): Promise<boolean> {
    const ended = this.ended().then(() => true);
    this.#daemon?.kill("SIGTERM");
    if (await Promise.race([ended, Bun.sleep(30_000).then(() => false)])) return true;
    await this.kill9();
    return false;
  }

  /** Removes all containers, ends the daemon and removes its folder. @throws Error naming what the engine left over */
  async close(): Promise<void> {
    if (await this.answers()) await this.removeContainers();
    await this.stop();
    const left = this.kind === "gantry" ? await engineResidue(this) : [];
    await this.#clean();
    if (left.length > 0) throw new Error(`${this.kind} left over:\n${left.join("\n")}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async removeContainers(): Promise<void> {
    const answer = await this.request("GET", "/containers/json?all=1");
    for (const { Id } of JSON.parse(answer.body.toString()) as Array<{ Id: string }>)
      await this.request("DELETE", `/containers/${Id}?force=1&v=1`);
  }

  async #clean(): Promise<void> {
    await this.kill9();
    await endProcessesOf(this.paths.folder);
    await removeCgroupsOf(this.cgroup);
    await unmountBelow(this.namespace, this.paths.folder);
    await this.namespace.close();
    rmSync(this.paths.folder, { recursive: true, force: true });
  }

  /** Environment that leads a client to this engine, with a home folder of its own. */
  get clientEnvironment(): Record<string, string | undefined> {
    const host = `unix://${this.paths.socket}`;
    return { HOME: this.paths.folder, DOCKER_HOST: host, DOCKER_CLI_HINTS: "false", DOCKER_CONTEXT: undefined };
  }

  /** Runs the stock docker client, with buildx and compose as its plugins. */
  docker(args: readonly string[], options: CommandOptions = {}): Promise<Result> {
    this.linkPlugins();
    return this.#client(dockerClient(), args, options);
  }

  /** Runs our own client; against dockerd the stock one again, which is how a test of the client is itself tested. */
  own(args: readonly string[], options: CommandOptions = {}): Promise<Result> {
    if (this.kind === "dockerd") return this.docker(args, options);
    return this.#client(gantryExecutable(), args, options);
  }

  #client(program: string, args: readonly string[], options: CommandOptions): Promise<Result> {
    return this.namespace.run([program, ...args], { ...options, env: { ...this.clientEnvironment, ...options.env } });
  }

  /** Gives the stock client its plugins, as `docker` does by itself. */
  linkPlugins(): void {
    const folder = `${this.paths.folder}/.docker/cli-plugins`;
    if (existsSync(folder)) return;
    mkdirSync(folder, { recursive: true });
    for (const name of ["docker-buildx", "docker-compose"])
      symlinkSync(`${peersFolder()}/usr/libexec/docker/cli-plugins/${name}`, `${folder}/${name}`);
  }

  request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    return request(this.paths.socket, method, { path, ...options });
  }

  /** A request that has to succeed; its answer as JSON. @throws Error with the engine's message otherwise */
  async json<T>(method: string, path: string, body?: object | string): Promise<T> {
    const { status, body: bytes } = await this.request(method, path, { body });
    const text = bytes.toString();
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`);
    return (text.trim() === "" ? undefined : JSON.parse(text)) as T;
  }

  async load(archive: Uint8Array): Promise<void> {
    const { status, body } = await this.request("POST", "/images/load?quiet=1", { body: archive });
    if (status !== 200 || body.includes('"error"')) throw new Error(`load: ${status} ${body.toString()}`);
  }

  async loadBusybox(): Promise<void> {
    await this.load(busyboxArchive());
  }
}
