import type { Op } from "#base/op.ts";
import { ComposeError } from "#compose/errors.ts";
import { mapServices } from "#compose/named-service.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Model } from "#compose/shape/resources.ts";
import type { Io } from "../../io/io.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import { pluginPath, runProgram } from "./plugins.ts";

export interface ModelOptions {
  readonly progress: ProgressWriter;
  readonly isQuietPull: boolean;
  /** Models are not fetched and not set up. */
  readonly isDryRun: boolean;
}

/**
 * Has Docker's plugin for models fetch and set up those of the project; gives the project whose services know where theirs are.
 * @throws ComposeError where there is no such plugin, or it fails
 */
export async function withModels(op: Op, io: Io, project: Project, options: ModelOptions): Promise<Project> {
  if (project.models.size === 0) return project;
  const path = pluginPath(io, "model");
  if (path === undefined) throw new ComposeError("'models' support requires Docker Model plugin");
  const plugin = new ModelPlugin(op, io, path, project);
  const available = await plugin.available();
  const endpoint = await plugin.endpoint();
  if (!options.isDryRun)
    await Promise.all([...project.models].map((model) => setUp(plugin, model, { available, ...options })));
  return withModelVariables(project, endpoint);
}

async function setUp(
  plugin: ModelPlugin,
  [key, { name, model = "", context_size: size = 0, runtime_flags: flags = [] }]: readonly [string, Model],
  { available, progress, isQuietPull }: ModelOptions & { readonly available: ReadonlySet<string> },
): Promise<void> {
  const id = name || key;
  const tell = (detail: string, text = ""): void => progress.event({ id, status: "working", detail, text });
  if (!available.has(model)) {
    tell("Pulling");
    await plugin.run(["pull", model], (line) => {
      if (line !== "" && !isQuietPull) tell("Pulling", line);
    });
    tell("Pulled");
  }
  tell("Configuring");
  const context = size > 0 ? ["--context-size", String(size)] : [];
  await plugin.run(["configure", ...context, model, ...(flags.length > 0 ? ["--", ...flags] : [])]);
}

class ModelPlugin {
  constructor(
    readonly op: Op,
    readonly io: Io,
    readonly path: string,
    readonly project: Project,
  ) {}

  async run(args: readonly string[], line: (text: string) => void = () => {}): Promise<void> {
    const code = await runProgram(
      this.op,
      this.io,
      { path: this.path, args, environment: this.project.environment },
      line,
    );
    if (code !== 0) throw new ComposeError(`exit status ${code}`);
  }

  /** The names of models that are here. */
  async available(): Promise<ReadonlySet<string>> {
    const models = await this.#json<readonly { readonly tags?: readonly string[] }[]>(
      ["ls", "--json"],
      "error checking available models",
    );
    return new Set(models.flatMap(({ tags = [] }) => tags));
  }

  async endpoint(): Promise<string> {
    const status = await this.#json<{ readonly endpoint?: string }>(
      ["status", "--json"],
      "error checking docker-model status",
    );
    return status.endpoint ?? "";
  }

  async #json<T>(args: readonly string[], failure: string): Promise<T> {
    const lines: string[] = [];
    try {
      await this.run(args, (line) => lines.push(line));
      return JSON.parse(lines.join("\n")) as T;
    } catch (error) {
      throw new ComposeError(`${failure}: ${(error as Error).message}`);
    }
  }
}

/** The project whose services have the names and the address of their models as variables. */
export function withModelVariables(project: Project, endpoint: string): Project {
  return mapServices(project, (service) => {
    if (service.models === undefined) return service;
    const variables = [...service.models].flatMap(([key, use]): [string, string][] => {
      const prefix = key.toUpperCase().replaceAll("-", "_");
      return [
        [use?.model_var || `${prefix}_MODEL`, project.models.get(key)?.model ?? ""],
        [use?.endpoint_var || `${prefix}_URL`, endpoint],
      ];
    });
    return { ...service, environment: new Map([...(service.environment ?? []), ...variables]) };
  });
}
