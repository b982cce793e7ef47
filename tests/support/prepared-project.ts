import { expect } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Engine } from "./engine.ts";
import { eventually } from "./eventually.ts";
import { gantryExecutable } from "./peers.ts";
import { BegunCommand } from "./scenario/begun-command.ts";

export interface PreparingStep {
  readonly command: string;
  readonly image?: string;
  readonly user?: string;
  readonly working_dir?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What else a project has. */
interface Rest {
  readonly services?: object;
  readonly configs?: object;
  readonly networks?: object;
}

/** A project with one service of which each start is told in a volume. */
export class PreparedProject {
  static #count = 0;
  readonly name: string;
  readonly folder: string;

  constructor(readonly engine: Engine) {
    PreparedProject.#count += 1;
    this.name = `init${PreparedProject.#count}`;
    this.folder = `${engine.paths.folder}/${this.name}`;
    mkdirSync(this.folder);
  }

  write(
    steps: readonly PreparingStep[],
    more: Readonly<Record<string, unknown>> = {},
    { services = {}, ...rest }: Rest = {},
  ): void {
    const web = {
      image: "busybox",
      init: true,
      command: "sh -c 'echo started >>/data/log; sleep 1000'",
      volumes: ["data:/data"],
      stop_signal: "SIGKILL",
      pre_start: steps,
      ...more,
    };
    // YAML takes JSON.
    writeFileSync(
      `${this.folder}/compose.yaml`,
      JSON.stringify({ services: { web, ...services }, volumes: { data: {} }, ...rest }),
    );
  }

  compose(...args: readonly string[]) {
    return this.engine.own(this.#line(args));
  }

  begin(...args: readonly string[]): BegunCommand {
    return new BegunCommand(
      this.engine.namespace.argv(gantryExecutable(), ...this.#line(args)),
      this.engine.clientEnvironment,
    );
  }

  #line(args: readonly string[]): string[] {
    return ["compose", "--project-directory", this.folder, "--progress", "plain", ...args];
  }

  async done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.compose(...args);
    if (code !== 0) throw new Error(`compose ${args.join(" ")}: ${stderr}`);
    return `${stdout}${stderr}`;
  }

  /** What an `up` that fails says. */
  async fails(...args: readonly string[]): Promise<string> {
    const { code, stderr } = await this.compose(...args);
    expect(code).toBe(1);
    return stderr;
  }

  /** What steps and services have written, once it is so much. */
  async log(lines: number): Promise<string[]> {
    const line = ["run", "--rm", "-v", `${this.name}_data:/data`, "busybox", "cat", "/data/log"];
    let found: string[] = [];
    await eventually(`${lines} lines`, async () => {
      found = (await this.engine.docker(line)).stdout.split("\n").slice(0, -1);
      return found.length >= lines;
    });
    return found;
  }

  /** All containers of the project. */
  async containers(): Promise<string[]> {
    const filter = `label=com.docker.compose.project=${this.name}`;
    const { stdout } = await this.engine.docker(["ps", "-a", "--filter", filter, "--format", "{{.Names}} {{.State}}"]);
    return stdout
      .trim()
      .split("\n")
      .filter((line) => line !== "")
      .sort();
  }
}
