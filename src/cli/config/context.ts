import type { ClientTls } from "#client/tls.ts";
import type { ConfigFile } from "./config-file.ts";

/** Which engine the user means. */
export interface ChosenEngine {
  readonly contextName: string;
  /** As `-H` takes it; empty: the default socket. */
  readonly host: string;
  /** What a stored context speaks TLS with. */
  readonly tls?: ClientTls;
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
export async function chooseEngine(choice: EngineChoice): Promise<ChosenEngine> {
  const { folder, env, hostFlag, contextFlag } = choice;
  const contextName = chosenName(choice);
  if (contextName !== defaultName) {
    const { contextEngine } = await import("../contexts/context-engine.ts");
    return { contextName, ...contextEngine(folder, contextName) };
  }
  // The default context is the environment's; named, it does not heed `--host`.
  return { contextName, host: (contextFlag ? undefined : hostFlag) ?? env["DOCKER_HOST"] ?? "" };
}

const defaultName = "default";

/** The name of the context in use, whether there is one or not. @throws Error in Docker's words. */
export function chosenName({ config, env, hostFlag, contextFlag }: EngineChoice): string {
  if (hostFlag !== undefined && contextFlag) {
    throw new Error("conflicting options: cannot specify both --host and --context");
  }
  if (contextFlag) return contextFlag;
  if (hostFlag !== undefined || env["DOCKER_HOST"]) return defaultName;
  return env["DOCKER_CONTEXT"] || config.currentContext || defaultName;
}
