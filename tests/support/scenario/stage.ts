import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { CommandOptions, Result } from "../command.ts";
import type { Engine } from "../engine.ts";
import { dockerClient, gantryExecutable } from "../peers.ts";
import type { ObjectName } from "./script.ts";

export interface ContainerOfList {
  readonly Id: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
}

const serviceLabel = "com.docker.compose.service";
const numberLabel = "com.docker.compose.container-number";
const oneOffLabel = "com.docker.compose.oneoff";

/** Where a scenario plays: an engine, a folder with its files, and the project that its steps are about. */
export class Stage {
  /** Of the project that steps which name a service mean. */
  project: string;
  readonly folder: string;
  readonly #programs: string;

  constructor(
    readonly engine: Engine,
    source: string,
  ) {
    this.project = basename(source);
    this.folder = join(engine.paths.folder, "scenarios", this.project);
    cpSync(source, this.folder, { recursive: true });
    this.#programs = join(engine.paths.folder, "programs");
    linkProgram(engine, this.#programs);
  }

  /** The command line that runs a shell's line in the folder, where `gantry` is the client under test. */
  argv(command: string): string[] {
    return this.engine.namespace.argv("env", "-C", this.folder, "sh", "-ec", command);
  }

  get environment(): Record<string, string | undefined> {
    const path = `${this.#programs}:${process.env["PATH"] ?? "/usr/bin:/bin"}`;
    return { ...this.engine.clientEnvironment, PATH: path, COMPOSE_PROGRESS: "plain", FOLDER: this.folder };
  }

  run(argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
    return this.engine.namespace.run(argv, { timeoutMs: 120_000, ...options });
  }

  /** The containers of a service, by number; `service` alone are all but those that run once. */
  async containers(service: string): Promise<readonly ContainerOfList[]> {
    const [name = "", number] = service.split("#");
    const labels = [`com.docker.compose.project=${this.project}`, `${serviceLabel}=${name}`];
    const filters = encodeURIComponent(JSON.stringify({ label: labels }));
    const listed = await this.engine.json<ContainerOfList[]>("GET", `/containers/json?all=1&filters=${filters}`);
    const numberOf = ({ Labels }: ContainerOfList): number => Number(Labels[numberLabel]);
    return listed
      .filter(
        (each) => each.Labels[oneOffLabel] !== "True" && (number === undefined || Number(number) === numberOf(each)),
      )
      .sort((a, b) => numberOf(a) - numberOf(b));
  }

  /** The first container of `service`, or that of `service#number`. @throws Error where there is none */
  async container(service: string): Promise<ContainerOfList> {
    const [first] = await this.containers(service);
    if (first === undefined) throw new Error(`no container of ${service} in project ${this.project}`);
    return first;
  }

  /** What inspecting it gives. A network or volume is named as in the file, or by its whole name. */
  async inspect({ kind, name }: ObjectName): Promise<unknown> {
    if (kind === "container")
      return await this.engine.json("GET", `/containers/${(await this.container(name)).Id}/json`);
    if (kind === "image") return await this.engine.json("GET", `/images/${name}/json`);
    const own = await this.engine.request("GET", `/${kind}s/${this.project}_${name}`);
    if (own.status === 200) return JSON.parse(own.body.toString());
    return await this.engine.json("GET", `/${kind}s/${name}`);
  }

  /** Names of what the project has on the engine. */
  async remains(): Promise<string[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${this.project}`] }));
    const list = <T>(path: string): Promise<T> => this.engine.json<T>("GET", `${path}filters=${filters}`);
    const containers = await list<{ Names: string[] }[]>("/containers/json?all=1&");
    const networks = await list<{ Name: string }[]>("/networks?");
    const { Volumes: volumes } = await list<{ Volumes: { Name: string }[] | null }>("/volumes?");
    return [
      ...containers.map(({ Names }) => `container ${Names[0]}`),
      ...networks.map(({ Name }) => `network ${Name}`),
      ...(volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ];
  }

  /** What the project's containers have said last, for who looks at a failure. */
  async account(): Promise<string> {
    const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${this.project}`] }));
    const listed = await this.engine.json<{ Id: string; Names: string[]; Status: string }[]>(
      "GET",
      `/containers/json?all=1&filters=${filters}`,
    );
    const said = listed.map(async ({ Id, Names, Status }) => {
      const { stdout, stderr } = await this.engine.own(["logs", "--tail", "8", Id]);
      return `${Names[0]}: ${Status}\n${stdout}${stderr}`;
    });
    return (await Promise.all(said)).join("\n");
  }

  /** Takes everything but images from the engine, whoever made it. */
  async clear(): Promise<void> {
    await this.engine.removeContainers();
    await this.engine.json("POST", "/networks/prune");
    const all = encodeURIComponent(JSON.stringify({ all: ["true"] }));
    await this.engine.json("POST", `/volumes/prune?filters=${all}`);
  }
}

function linkProgram(engine: Engine, folder: string): void {
  engine.linkPlugins();
  mkdirSync(folder, { recursive: true });
  const target = engine.kind === "dockerd" ? dockerClient() : gantryExecutable();
  try {
    symlinkSync(target, join(folder, "gantry"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
