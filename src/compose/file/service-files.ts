import { quote } from "#base/strconv.ts";
import { keyValueLines } from "#formats/key-value-lines.ts";
import { ComposeError } from "../errors.ts";
import { mapServices } from "../named-service.ts";
import type { EnvironmentFile } from "../shape/environment-file.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";
import { withoutMark } from "./environment-files.ts";
import type { FileAccess } from "./file-access.ts";
import { type Lookup, parseEnvironmentFile } from "./parse-environment.ts";

export interface FileValueOptions {
  /** Whether services forget the files that they got their values of. */
  readonly discardsFiles: boolean;
  readonly access: FileAccess;
  /** Whether files may have the format `raw`. */
  readonly knowsRaw: boolean;
  warn(message: string): void;
}

/** The project whose services have the variables of their `env_file`s. @throws ComposeError */
export function withEnvironments(project: Project, options: FileValueOptions): Project {
  return mapServices(project, (service) => {
    const environment = environmentOf(service, project.environment, options);
    return { ...service, environment, ...(options.discardsFiles ? { env_file: undefined } : {}) };
  });
}

function environmentOf(
  service: Service,
  outer: ReadonlyMap<string, string>,
  { warn, access, knowsRaw }: FileValueOptions,
): ReadonlyMap<string, string | undefined> {
  const own = new Map(
    [...(service.environment ?? [])].map(([name, value]) => [name, value ?? outer.get(name)] as const),
  );
  const found = new Map([...own].filter((entry): entry is [string, string] => entry[1] !== undefined));
  const lookUp: Lookup = (name) => outer.get(name) ?? own.get(name);
  for (const file of service.env_file ?? []) addVariables(file, found, { lookUp, warn, access, knowsRaw });
  return new Map<string, string | undefined>([...found, ...own]);
}

interface Surroundings {
  readonly lookUp: Lookup;
  readonly access: FileAccess;
  readonly knowsRaw: boolean;
  warn(message: string): void;
}

function addVariables(file: EnvironmentFile, variables: Map<string, string>, around: Surroundings): void {
  const { path = "", required = false, format = "" } = file;
  if (around.access.kindOf(path) !== undefined) addFile({ path, format }, variables, around);
  else if (required) throw new ComposeError(`env file ${path} not found: stat ${path}: no such file or directory`);
}

function addFile(
  { path, format }: { readonly path: string; readonly format: string },
  variables: Map<string, string>,
  { lookUp, warn, access, knowsRaw }: Surroundings,
): void {
  const text = withoutMark(access.readText(path));
  const missing = (name: string): void => warn(`The ${quote(name)} variable is not set. Defaulting to a blank string.`);
  const read = <T>(prefix: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new ComposeError(`${prefix} ${path}: ${(error as Error).message}`);
    }
  };
  if (format === "raw" && knowsRaw) {
    for (const [name, value] of read("failed to parse env_file", () => keyValueLines(text, lookUp)))
      variables.set(name, value);
    return;
  }
  if (format !== "" && format !== ".env") throw new ComposeError(`unsupported env_file format ${quote(format)}`);
  read("failed to read", () => parseEnvironmentFile(text, variables, lookUp, missing));
}

/** The project whose services have the labels of their `label_file`s. @throws ComposeError */
export function withLabels(project: Project, options: FileValueOptions): Project {
  return mapServices(project, (service) => {
    const labels = new Map<string, string>();
    for (const path of service.label_file ?? []) {
      if (options.access.kindOf(path) === undefined)
        throw new ComposeError(`label file ${path} not found: stat ${path}: no such file or directory`);
      const found = new Map<string, string>();
      addFile({ path, format: "" }, found, { ...options, lookUp: (name) => labels.get(name) });
      for (const [key, value] of found) labels.set(key, value);
    }
    for (const [key, value] of service.labels ?? []) labels.set(key, value);
    const kept = labels.size === 0 ? {} : { labels };
    return { ...service, ...kept, ...(options.discardsFiles ? { label_file: undefined } : {}) };
  });
}
