import { byteSorted, writeJson } from "#formats/json/write-json.ts";
import type { YamlValue } from "#formats/yaml/value.ts";
import { writeYaml } from "#formats/yaml/write-yaml.ts";
import { ComposeError } from "../errors.ts";
import type { Tree, TreeMap } from "../tree/value.ts";
import { inOrder, map } from "./collections.ts";
import { type Kind, type OutputFormat, Place } from "./kind.ts";
import {
  type Config,
  config,
  type Model,
  model,
  type Network,
  network,
  type Secret,
  secret,
  type Volume,
  volume,
} from "./resources.ts";
import { type Service, service } from "./service.ts";
import { type Extensions, writtenExtensions } from "./struct.ts";

/** What the Compose files of a project say together. Objects keep the names of the files' keys. */
export interface Project {
  readonly name: string;
  /** Between the parts of the names of its containers and images; none: a dash. */
  readonly separator?: "-" | "_" | undefined;
  /** Absolute. */
  readonly workingDir: string;
  /** Absolute paths of the files it was read of; `-` for standard input. */
  readonly composeFiles: readonly string[];
  /** Variables of the files' `${…}`: the caller's, and those of `.env`. */
  readonly environment: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, Service>;
  /** Services that none of the active profiles has. */
  readonly disabledServices: ReadonlyMap<string, Service>;
  readonly profiles: readonly string[];
  readonly networks: ReadonlyMap<string, Network>;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly configs: ReadonlyMap<string, Config>;
  readonly models: ReadonlyMap<string, Model>;
  readonly extensions: Extensions;
}

/** A project that has nothing but its name, and is of no file. */
export const emptyProject = (name: string): Project => ({
  name,
  workingDir: "",
  composeFiles: [],
  environment: new Map(),
  services: new Map(),
  disabledServices: new Map(),
  profiles: [],
  networks: new Map(),
  volumes: new Map(),
  secrets: new Map(),
  configs: new Map(),
  models: new Map(),
  extensions: new Map(),
});

const parts = {
  services: map(service),
  networks: map(network),
  volumes: map(volume),
  secrets: map(secret),
  configs: map(config),
  models: map(model),
} as const;

type Part = keyof typeof parts;

/** What a tree in canonical form says. @throws ComposeError with all that is wrong */
export function decodeProject(tree: TreeMap): Pick<Project, Part | "extensions"> {
  const place = new Place("");
  const decoded = Object.entries(parts).map(([name, kind]) => {
    const value = tree.get(name) ?? null;
    const found =
      value === null ? undefined : place.field(name).decode(kind as Kind<ReadonlyMap<string, object>>, value);
    return [name, new Map([...(found ?? [])].map(([key, item]) => [key, item ?? {}]))];
  });
  if (place.faults.length > 0)
    throw new ComposeError(`decoding failed due to the following error(s):\n\n${place.faults.join("\n")}`);
  const extensions = new Map<string, Tree>([...tree].filter(([key]) => key.startsWith("x-")));
  return { ...(Object.fromEntries(decoded) as Pick<Project, Part>), extensions };
}

/** The project as YAML, as `config` prints it. */
export function projectYaml(project: Project): string {
  const written = new Map<string, YamlValue>(project.name === "" ? [] : [["name", project.name]]);
  for (const name of Object.keys(parts) as Part[]) {
    const shown = writtenPart(project, name, "yaml");
    if (shown !== undefined) written.set(name, shown);
  }
  return writeYaml(new Map([...written, ...writtenExtensions(project.extensions, "yaml")]));
}

/** The project as JSON, as `config --format json` prints it. */
export function projectJson(project: Project): string {
  const written = new Map<string, YamlValue>([["name", project.name]]);
  for (const name of ["services", "networks", "volumes", "secrets", "configs"] as const) {
    const shown = writtenPart(project, name, "json");
    if (shown !== undefined) written.set(name, shown);
  }
  return writeJson(byteSorted(new Map([...written, ...writtenExtensions(project.extensions, "json")])), "  ");
}

function writtenPart(project: Project, name: Part, format: OutputFormat): YamlValue | undefined {
  if (name !== "services" && project[name].size === 0) return undefined;
  const kind = parts[name] as Kind<ReadonlyMap<string, object>>;
  return kind.encode(inOrder(project[name], format), format);
}
