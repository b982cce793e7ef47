import { ComposeError } from "#compose/errors.ts";
import type { FileAccess } from "#compose/file/file-access.ts";
import { loadModel } from "#compose/file/load.ts";
import type { LoadOptions } from "#compose/file/loading.ts";
import { parseEnvironmentFile } from "#compose/file/parse-environment.ts";
import { localFiles } from "#compose/file/resources.ts";
import { bindProject } from "#compose/project/bind.ts";
import { project as schema } from "#compose/schema/project.ts";
import { validate } from "#compose/schema/validate.ts";
import type { Project } from "#compose/shape/project.ts";
import { isMap, type Tree, type TreeMap } from "#compose/tree/value.ts";
import { BakeError, type SourceFile } from "../errors.ts";
import type { BakeConfig, BakeTarget } from "../target.ts";
import { checkConsistency } from "./consistency.ts";
import { targetOfService } from "./service-target.ts";

export interface ComposeSurroundings {
  readonly environment: ReadonlyMap<string, string>;
  /** What a `.env` file adds to the environment. */
  readonly environmentFile?: string | undefined;
  readonly home: string;
  /** Hears once of each variable that a file refers to, and nothing sets. */
  warn(message: string): void;
  readText(path: string): string | undefined;
}

/** A file of variables that cannot be read: no file of Compose can be, then. */
export class ComposeEnvironmentError extends BakeError {}

/** Refuses a file that no other could complete. @throws BakeError */
export function checkComposeFile(file: SourceFile, surroundings: ComposeSurroundings): void {
  asBakeError(() => load([file], surroundings));
}

/** The targets that services with a build stand for. @throws BakeError */
export function readCompose(files: readonly SourceFile[], surroundings: ComposeSurroundings): BakeConfig {
  return asBakeError(() => {
    const project = load(files, surroundings);
    checkConsistency(project);
    if (project.services.size === 0) return { groups: [], targets: [] };
    const services = [...project.services].sort(([left], [right]) => (left < right ? -1 : 1));
    const targets = services
      .map((service) => targetOfService(service, project))
      .filter((target): target is BakeTarget => target !== undefined);
    return { groups: [{ name: "default", ...members(targets) }], targets };
  });
}

const members = (targets: readonly BakeTarget[]): { readonly targets?: readonly string[] } =>
  targets.length === 0 ? {} : { targets: targets.map(({ name }) => name) };

function load(files: readonly SourceFile[], surroundings: ComposeSurroundings): Project {
  const { environment, environmentFile, home, warn } = surroundings;
  const access = fileAccess(surroundings);
  const name = environment.get("COMPOSE_PROJECT_NAME") || "bake";
  const options: LoadOptions = {
    environment: new Map([...variablesOf(environmentFile, environment), ...environment]),
    access,
    home,
    loaders: [localFiles("", access)],
    warn,
    versioned: new Set(),
    skips: new Set(["validation", "normalization", "consistency"] as const),
  };
  const sources = files.map(({ text }) => ({ name: "", text }));
  const tree = onlyBuilds(loadModel({ files: sources, workingDir: "", projectName: name }, options));
  validate(tree, schema);
  const facts = { name, workingDir: "", composeFiles: [], profiles: ["*"], discardsFiles: false, knowsRaw: false };
  return bindProject(tree, { ...options, ...facts });
}

const partsOfServices = ["image", "build", "environment", "env_file"];

/** The part of a tree that says how images are built: the rest may be as wrong as it likes. @throws ComposeError */
function onlyBuilds(tree: TreeMap): TreeMap {
  const [services, secrets] = [tree.get("services"), tree.get("secrets")];
  if (services === undefined && secrets === undefined) throw new ComposeError("empty compose file");
  const kept: TreeMap = new Map();
  if (secrets !== undefined) kept.set("secrets", secrets);
  if (services === undefined) return kept;
  return kept.set(
    "services",
    isMap(services) ? new Map([...services].map(([name, it]) => [name, buildPart(it)])) : services,
  );
}

function buildPart(service: Tree): Tree {
  if (service === null) return new Map();
  return isMap(service) ? new Map([...service].filter(([key]) => partsOfServices.includes(key))) : service;
}

function fileAccess({ readText }: ComposeSurroundings): FileAccess {
  return {
    readText(path) {
      const text = readText(path);
      if (text === undefined) throw new ComposeError(`open ${path}: no such file or directory`);
      return text;
    },
    kindOf: (path) => (readText(path) === undefined ? undefined : "file"),
  };
}

function variablesOf(file: string | undefined, environment: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  try {
    parseEnvironmentFile(file ?? "", variables, (name) => environment.get(name));
    return variables;
  } catch (error) {
    throw error instanceof ComposeError ? new ComposeEnvironmentError(error.message) : error;
  }
}

function asBakeError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ComposeError ? new BakeError(error.message) : error;
  }
}
