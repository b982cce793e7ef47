import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../../support/command.ts";
import type { Engine } from "../../../support/engine.ts";
import { peersFolder } from "../../../support/peers.ts";

/** A Compose program. */
export interface Tool {
  /** Goes into the names of its projects. */
  readonly name: string;
  /** Its environment: also the files' variables, so that its projects can be up beside another's. */
  readonly variables: Readonly<Record<string, string>>;
  readonly program: () => string;
}

/** The plugin runs by itself: it starts in a third of the time that the docker client takes to find it. */
const plugin = (): string => `${peersFolder()}/usr/libexec/docker/cli-plugins/docker-compose`;

/** Compose 2.40, and the last one that was written in Python: it makes a container anew only by an API before 1.45. */
export const tools: readonly Tool[] = [
  { name: "compose2", variables: { TOOL: "compose2", NUMBER: "72" }, program: plugin },
  {
    name: "compose1",
    variables: { TOOL: "compose1", NUMBER: "71", COMPOSE_API_VERSION: "1.44" },
    program: () => "/usr/bin/docker-compose",
  },
];

/** One project a tool for all tests of a file: opened and brought up by the first that asks. The engine's end ends it. */
export function projects(open: (tool: Tool) => Promise<Project>): (tool: Tool) => Promise<Project> {
  const opened = new Map<Tool, Promise<Project>>();
  return (tool) => {
    const project = opened.get(tool) ?? open(tool);
    opened.set(tool, project);
    return project;
  };
}

/** What the tests look at of an inspected container. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly Env: string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, Array<{ HostIp: string; HostPort: string }> | null>>;
    readonly Networks: Readonly<Record<string, { IPAddress: string; Aliases: string[] | null }>>;
  };
}

/** A project of one of the stacks, in a copy of their folder, through one tool. */
export class Project {
  readonly name: string;
  readonly folder: string;
  readonly #engine: Engine;
  readonly #tool: Tool;
  readonly #stack: string;

  constructor(engine: Engine, tool: Tool, stack: string) {
    this.#engine = engine;
    this.#tool = tool;
    this.#stack = stack;
    this.name = `${tool.name}${stack}`;
    this.folder = `${engine.paths.folder}/${this.name}`;
    mkdirSync(this.folder, { recursive: true });
    cpSync(join(import.meta.dir, "stacks"), this.folder, { recursive: true });
  }

  /** Runs the tool with the words, and `env` for the files' variables. */
  async run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    const place = ["--project-directory", this.folder, "-f", `${this.folder}/${this.#stack}.yaml`];
    const argv = [this.#tool.program(), "-p", this.name, ...place, ...words];
    const environment = { ...this.#engine.clientEnvironment, ...this.#tool.variables, ...env };
    return await this.#engine.namespace.run(argv, { env: environment });
  }

  /** Runs it and expects success; its standard output. @throws Error with what it wrote otherwise */
  async do(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(words, env);
    if (code !== 0) throw new Error(`${this.#tool.name} ${words.join(" ")}: exit ${code}\n${stdout}${stderr}`);
    return stdout;
  }

  /** The containers of a service, in the order of their numbers. */
  async containers(service: string): Promise<Inspected[]> {
    const listed = await this.#list<Array<{ Id: string }>>("containers/json?all=1&", [
      `com.docker.compose.project=${this.name}`,
      `com.docker.compose.service=${service}`,
    ]);
    const found = await Promise.all(
      listed.map(({ Id }) => this.#engine.json<Inspected>("GET", `/containers/${Id}/json`)),
    );
    return found.sort((a, b) => numberOf(a) - numberOf(b));
  }

  async container(service: string): Promise<Inspected> {
    const [found] = await this.containers(service);
    if (found === undefined) throw new Error(`${this.name} has no container of ${service}`);
    return found;
  }

  /** Names of all that the engine has of the project. */
  async objects(): Promise<string[]> {
    const label = [`com.docker.compose.project=${this.name}`];
    const containers = await this.#list<Array<{ Names: string[] }>>("containers/json?all=1&", label);
    const networks = await this.#list<Array<{ Name: string }>>("networks?", label);
    const { Volumes: volumes } = await this.#list<{ Volumes: Array<{ Name: string }> | null }>("volumes?", label);
    const names = [...containers.map((c) => c.Names[0]!.slice(1)), ...networks.map((n) => n.Name)];
    return [...names, ...(volumes ?? []).map((volume) => volume.Name)].sort();
  }

  #list<T>(path: string, label: readonly string[]): Promise<T> {
    return this.#engine.json<T>("GET", `/${path}filters=${encodeURIComponent(JSON.stringify({ label }))}`);
  }
}

function numberOf(container: Inspected): number {
  return Number(container.Config.Labels["com.docker.compose.container-number"]);
}
