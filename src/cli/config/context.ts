import type { ConfigFile } from "./config-file.ts";

/** Which engine the user means. */
export interface ChosenEngine {
  readonly contextName: string;
  /** As `-H` takes it; empty: the default socket. */
  readonly host: string;
}

export interface EngineChoice {
  readonly folder: string;
  readonly config: ConfigFile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--host`, where given. */
  readonly hostFlag: string | undefined;
  /** `--context`, where given. */
  readonly contextFlag: string | undefined;
}

/** Docker's order: `--context`, `--host`, DOCKER_HOST, DOCKER_CONTEXT, `currentContext`. @throws Error in Docker's words. */
export async function chooseEngine({
  folder,
  config,
  env,
  hostFlag,
  contextFlag,
}: EngineChoice): Promise<ChosenEngine> {
  if (hostFlag !== undefined && contextFlag) {
    throw new Error("conflicting options: cannot specify both --host and --context");
  }
  if (contextFlag) return fromContext(folder, contextFlag, env);
  if (hostFlag !== undefined) return { contextName: "default", host: hostFlag };
  if (env["DOCKER_HOST"]) return { contextName: "default", host: env["DOCKER_HOST"] };
  const name = env["DOCKER_CONTEXT"] || config.currentContext || "default";
  return fromContext(folder, name, env);
}

/** The default context is the environment's; others lie in files, which few command lines need. */
async function fromContext(folder: string, name: string, env: EngineChoice["env"]): Promise<ChosenEngine> {
  if (name === "default") return { contextName: name, host: env["DOCKER_HOST"] ?? "" };
  const { contextHost } = await import("./context-store.ts");
  return { contextName: name, host: contextHost(folder, name) };
}
