import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { quote } from "#base/strconv.ts";
import type { ConfigFile } from "../config/config-file.ts";
import { naturalOrder } from "../format/natural-order.ts";
import { executableName } from "../machine/find-program.ts";
import { systemPluginFolders } from "../machine/plugin-folders.ts";
import { parseJson } from "../values/parse-json.ts";
import { likePlugins } from "./alias.ts";

/** What a plugin is asked for before it is used. */
export const metadataWord = "docker-cli-plugin-metadata";

export interface PluginSurroundings {
  readonly config: ConfigFile;
  readonly configFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program that adds a command to the client. */
export interface Plugin {
  readonly name: string;
  readonly path: string;
  readonly schemaVersion: string;
  readonly vendor: string;
  readonly version: string;
  readonly short: string;
  /** Why it cannot be used; empty: it can. */
  readonly fault: string;
}

/** Where plugins lie, those that go before others first. */
export function pluginFolders({ config, configFolder, env }: PluginSurroundings): readonly string[] {
  return [...(config.cliPluginsExtraDirs ?? []), join(configFolder, "cli-plugins"), ...systemPluginFolders(env)];
}

/** The plugin of a name, if there is one that can be used. */
export function findPlugin(name: string, surroundings: PluginSurroundings): Plugin | undefined {
  const file = executableName(`docker-${name}`);
  for (const folder of pluginFolders(surroundings)) {
    if (!namesIn(folder).includes(name)) continue;
    const found = pluginAt(name, join(folder, file), surroundings.env);
    return found.fault === "" ? found : undefined;
  }
  return undefined;
}

/** All plugins by name, those that cannot be used as well; none that is a part of this program. */
export function allPlugins(surroundings: PluginSurroundings, isCommand: (name: string) => boolean): Plugin[] {
  const found = new Map<string, string>();
  for (const folder of pluginFolders(surroundings))
    for (const name of namesIn(folder))
      if (!likePlugins.has(name) && !found.has(name)) found.set(name, join(folder, executableName(`docker-${name}`)));
  const plugins = [...found].map(([name, path]) =>
    isCommand(name) ? { ...noPlugin(name, path), fault: duplicate(name) } : pluginAt(name, path, surroundings.env),
  );
  return plugins.sort((left, right) => naturalOrder(left.name, right.name));
}

const duplicate = (name: string): string => `plugin ${quote(name)} duplicates builtin command`;

const suffix = executableName("");

function namesIn(folder: string): string[] {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const programs = files
      .map(({ name }) => name)
      .filter((name) => name.startsWith("docker-") && name.endsWith(suffix));
    return programs.map((name) => name.slice("docker-".length, name.length - suffix.length));
  } catch {
    return [];
  }
}

function pluginAt(name: string, path: string, env: PluginSurroundings["env"]): Plugin {
  const nothing = noPlugin(name, path);
  if (!/^[a-z][a-z0-9]*$/.test(name))
    return { ...nothing, fault: `plugin candidate ${quote(name)} did not match "^[a-z][a-z0-9]*$"` };
  const { stdout, status, error } = spawnSync(path, [metadataWord], {
    env: env as NodeJS.ProcessEnv,
    encoding: "utf8",
  });
  if (error !== undefined) return { ...nothing, fault: `failed to fetch metadata: ${startText(path, error)}` };
  if (status !== 0) return { ...nothing, fault: `failed to fetch metadata: exit status ${status}` };
  return { ...nothing, ...metadataIn(stdout) };
}

const noPlugin = (name: string, path: string): Omit<Plugin, "fault"> => ({
  name,
  path,
  schemaVersion: "",
  vendor: "",
  version: "",
  short: "",
});

function startText(path: string, error: NodeJS.ErrnoException): string {
  return `fork/exec ${path}: ${error.code === "EACCES" ? "permission denied" : error.message}`;
}

type Metadata = Pick<Plugin, "schemaVersion" | "vendor" | "version" | "short" | "fault">;

function metadataIn(text: string): Partial<Metadata> & Pick<Metadata, "fault"> {
  let said: Readonly<Record<string, string | undefined>>;
  try {
    said = parseJson(text);
  } catch (error) {
    return { fault: `invalid metadata: ${(error as Error).message}` };
  }
  const { SchemaVersion = "", Vendor = "", Version = "", ShortDescription = "" } = said;
  const known = { schemaVersion: SchemaVersion, vendor: Vendor, version: Version, short: ShortDescription };
  if (SchemaVersion === "") return { ...known, fault: "plugin SchemaVersion version cannot be empty" };
  if (!/^[01]\.\d+\.\d+/.test(SchemaVersion))
    return {
      ...known,
      fault: `plugin SchemaVersion ${quote(SchemaVersion)} is not supported: must be lower than 2.0.0`,
    };
  return { ...known, fault: Vendor === "" ? "plugin metadata does not define a vendor" : "" };
}
