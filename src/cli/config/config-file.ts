import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "#api/read-json.ts";
import { type AuthEntry, readAuthEntry } from "../credentials/auth-entry.ts";
import { homeFolder } from "../machine/home.ts";
import { wrongType } from "./check-config.ts";

/** Proxy settings handed to containers. */
export interface ProxyConfig {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly ftpProxy?: string;
  readonly allProxy?: string;
}

/** The keys of `config.json` that commands look at; the file keeps others. */
export interface ConfigFile {
  readonly HttpHeaders?: Readonly<Record<string, string>>;
  readonly psFormat?: string;
  readonly imagesFormat?: string;
  readonly volumesFormat?: string;
  readonly networksFormat?: string;
  readonly statsFormat?: string;
  readonly nodesFormat?: string;
  readonly servicesFormat?: string;
  readonly serviceInspectFormat?: string;
  readonly tasksFormat?: string;
  readonly secretFormat?: string;
  readonly configFormat?: string;
  readonly pluginsFormat?: string;
  readonly detachKeys?: string;
  readonly currentContext?: string;
  /** Credentials by registry. */
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  /** The helper for all registries but those of `credHelpers`. */
  readonly credsStore?: string;
  /** The program that `docker builder` stands for. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly cliPluginsExtraDirs?: readonly string[];
  readonly features?: Readonly<Record<string, string>>;
  /** Helpers by registry. */
  readonly credHelpers?: Readonly<Record<string, string>>;
  /** What plugins are told, by their names. */
  readonly plugins?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By engine address, or `default`. */
  readonly proxies?: Readonly<Record<string, ProxyConfig>>;
}

export interface LoadedConfig {
  readonly file: ConfigFile;
  /** What to tell the user about a file that cannot be read. */
  readonly warning?: string;
}

/** `--config`, DOCKER_CONFIG, or `~/.docker`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>, flag: string): string {
  if (flag !== "") return flag;
  if (env["DOCKER_CONFIG"]) return env["DOCKER_CONFIG"];
  return join(homeFolder(env) || "/", ".docker");
}

/** A missing file is an empty one. */
export function loadConfig(folder: string): LoadedConfig {
  const path = join(folder, "config.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { file: {} };
    return { file: {}, warning: `WARNING: Error loading config file: ${(error as Error).message}` };
  }
  const { file, wrong } = parsed(text);
  return wrong === undefined ? { file } : { file, warning: `WARNING: Error parsing config file (${path}): ${wrong}` };
}

function parsed(text: string): { readonly file: ConfigFile; readonly wrong?: string } {
  if (text.trim() === "") return { file: {} };
  let file: unknown;
  try {
    file = readJson(text);
  } catch (error) {
    return { file: {}, wrong: (error as Error).message };
  }
  const wrong = wrongType(file);
  if (wrong !== undefined) return { file: {}, wrong };
  const unreadable = wrongAuth(file as ConfigFile);
  return unreadable === undefined ? { file: file as ConfigFile } : { file: {}, wrong: unreadable };
}

function wrongAuth({ auths }: ConfigFile): string | undefined {
  try {
    for (const [key, entry] of Object.entries(auths ?? {})) readAuthEntry(entry, key);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
