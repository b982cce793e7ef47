import { expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Result } from "../../support/command.ts";
import type { Engine } from "../../support/engine.ts";
import { gantryExecutable, peersFolder } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const projects = join(import.meta.dir, "projects");
const files = readdirSync(projects).filter((name) => name.endsWith(".yaml"));

type Tool = "own" | "stock";

const programs: Readonly<Record<Tool, () => string[]>> = {
  own: () => [gantryExecutable(), "compose"],
  stock: () => [`${peersFolder()}/usr/libexec/docker/cli-plugins/docker-compose`],
};

const engine = sharedEngine();

/** A project that both tools work on. */
class SharedProject {
  readonly name: string;
  readonly #folder: string;

  constructor(
    readonly engine: Engine,
    readonly file: string,
    first: Tool,
  ) {
    this.name = `${basename(file, ".yaml")}-${first}`;
    this.#folder = join(engine.paths.folder, this.name);
    mkdirSync(this.#folder);
    cpSync(join(projects, "files"), this.#folder, { recursive: true });
    cpSync(join(projects, file), join(this.#folder, "compose.yaml"));
  }

  async run(tool: Tool, ...words: readonly string[]): Promise<Result> {
    const place = ["--project-directory", this.#folder, "-f", `${this.#folder}/compose.yaml`, "-p", this.name];
    const argv = [...programs[tool](), ...place, "--progress", "plain", ...words];
    const result = await this.engine.namespace.run(argv, { env: this.engine.clientEnvironment });
    if (result.code !== 0) throw new Error(`${tool} ${words.join(" ")}: exit ${result.code}\n${result.stderr}`);
    return result;
  }

  /** Ids of its containers that run or should, by name. */
  async containers(): Promise<Record<string, string>> {
    const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${this.name}`] }));
    const listed = await this.engine.json<{ Id: string; Names: string[] }[]>(
      "GET",
      `/containers/json?all=1&filters=${filters}`,
    );
    return Object.fromEntries(listed.map(({ Id, Names }) => [Names[0]!, Id]));
  }
}

const changes = /Creat|Recreat|Remov|Stopp/;

async function takesOver(first: Tool, second: Tool, file: string): Promise<void> {
  const project = new SharedProject(await engine(), file, first);
  try {
    await project.run(first, "up", "-d");
    const made = await project.containers();
    expect(Object.keys(made)).not.toEqual([]);
    const { stderr } = await project.run(second, "up", "-d");
    expect(stderr.split("\n").filter((line) => changes.test(line))).toEqual([]);
    expect(await project.containers()).toEqual(made);
    const hashes = async (tool: Tool) => (await project.run(tool, "config", "--hash", "*")).stdout;
    expect(await hashes("own")).toBe(await hashes("stock"));
  } finally {
    await project.run(second, "down", "-v", "-t", "0");
  }
  expect(await project.containers()).toEqual({});
}

for (const file of files) {
  test(
    `${file}: what Gantry made is as it should be to the stock Compose`,
    () => takesOver("own", "stock", file),
    120_000,
  );
  test(
    `${file}: what the stock Compose made is as it should be to Gantry`,
    () => takesOver("stock", "own", file),
    120_000,
  );
}
