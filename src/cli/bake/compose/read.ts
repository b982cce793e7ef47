import { parseEnvironmentFile } from "#compose/build-files/environment-file.ts";
import { ComposeError } from "#compose/build-files/errors.ts";
import { type ComposeProject, readProject } from "#compose/build-files/project.ts";
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
    const { project, get } = load(files, surroundings);
    checkConsistency(project);
    if (project.services.length === 0) return { groups: [], targets: [] };
    const targets = project.services
      .map((service) => targetOfService(service, project.secrets, { get, home: surroundings.home }))
      .filter((target): target is BakeTarget => target !== undefined);
    return { groups: [{ name: "default", ...members(targets) }], targets };
  });
}

const members = (targets: readonly BakeTarget[]): { readonly targets?: readonly string[] } =>
  targets.length === 0 ? {} : { targets: targets.map(({ name }) => name) };

function load(
  files: readonly SourceFile[],
  { environment, environmentFile, warn, readText }: ComposeSurroundings,
): { readonly project: ComposeProject; get(name: string): string | undefined } {
  const added = variablesOf(environmentFile, environment);
  const get = (name: string): string | undefined => environment.get(name) ?? added.get(name);
  const missing = (name: string): void => {
    warn(`The ${JSON.stringify(name)} variable is not set. Defaulting to a blank string.`);
  };
  const texts = files.map(({ text }) => text);
  return { project: readProject(texts, { variables: { get, missing }, readText }), get };
}

function variablesOf(file: string | undefined, environment: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  try {
    return parseEnvironmentFile(file ?? "", (name) => environment.get(name));
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
