import type { DialSocket } from "#base/byte-socket.ts";
import type { Client } from "#client/client.ts";
import { parseHost } from "#client/connection.ts";
import type { Command } from "./command.ts";
import type { ConfigFile, LoadedConfig } from "./config/config-file.ts";
import { type ChosenEngine, chooseEngine, chosenName } from "./config/context.ts";
import { defaultHostFor } from "./config/default-host.ts";
import { tlsOfFlags } from "./config/tls.ts";
import { ExitError } from "./errors.ts";
import type { FlagValues } from "./flags/flag.ts";
import type { globalFlags } from "./global-flags.ts";
import type { EngineSurroundings } from "./io/io.ts";
import type { Lent, World } from "./io/process-io.ts";

export type GlobalValues = FlagValues<ReturnType<typeof globalFlags>>;

/** What the program lends to its command line. */
export interface MainOptions extends Lent {
  /** How sockets are connected; by node:net. */
  readonly dial?: DialSocket;
  /** What the line runs in; the process. */
  readonly world?: World;
}

/** What a line is run with, the world settled. */
export type Settled = MainOptions & Required<Pick<MainOptions, "world">>;

export interface Surroundings extends Settled {
  readonly globals: GlobalValues;
  /** The file of the user's configuration. */
  readonly loaded: LoadedConfig;
  /** What the command calls itself to engines. */
  readonly agent?: string;
  /** Whether a global flag was given. */
  changed(name: string): boolean;
}

export interface Connected {
  readonly client: Client;
  readonly config: ConfigFile;
  readonly contextName: string;
  readonly engine: EngineSurroundings;
}

/** A client of the engine that the flags, the environment and the contexts name. It connects with its first request. @throws ExitError */
export async function connect(
  { globals, changed, loaded, agent, world, ...options }: Surroundings,
  command: Pick<Command, "engine"> = {},
): Promise<Connected> {
  const { env } = world;
  const { file: config, warning } = loaded;
  if (warning !== undefined) world.stderr.write(`${warning}\n`);
  try {
    const contextFlag = globals.context === "" ? undefined : globals.context;
    const choice = { folder: globals.config, config, env, hostFlag: globals.host, contextFlag };
    const defaultHost = parseHost(globals.host || env["DOCKER_HOST"] || defaultHostFor()).host;
    const engine = { configFolder: globals.config, defaultHost };
    const chosen: ChosenEngine =
      command.engine === "unused" ? { contextName: chosenName(choice), host: defaultHost } : await chooseEngine(choice);
    const tls = chosen.contextName === "default" ? tlsOfFlags({ values: globals, changed }) : chosen.tls;
    const named = agent === undefined ? {} : { "User-Agent": agent };
    const headers = { ...named, ...config.HttpHeaders };
    const { openClient } = await import("./config/open-client.ts");
    const client = openClient({
      ...options,
      host: chosen.host,
      env,
      ...(tls === undefined ? {} : { tls }),
      headers,
    });
    return { client, config, contextName: chosen.contextName, engine };
  } catch (error) {
    if (command.engine === "unused") throw error;
    if ((error as Error).message.startsWith("conflicting options")) throw error;
    throw new ExitError(1, `Failed to initialize: ${initializeText((error as Error).message)}`);
  }
}

function initializeText(message: string): string {
  if (message.startsWith("invalid SSH URL")) return `ssh host connection is not valid: ${message}`;
  if (message === "protocol not available" || /^(?:parse "ssh:|unable to parse docker host)/.test(message))
    return message;
  return message.startsWith("unable to resolve") ? message : `unable to resolve docker endpoint: ${message}`;
}

/** The name of the context in use. @throws Error in Docker's words */
export function contextNamed(
  { config: folder, host, context }: GlobalValues,
  config: ConfigFile,
  { env }: World,
): string {
  return chosenName({ folder, config, env, hostFlag: host, contextFlag: context });
}
