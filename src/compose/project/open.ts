import { dirname, resolve } from "node:path";
import type { Op } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import { readEnvironmentFiles } from "../file/environment-files.ts";
import { fileError, hostFiles } from "../file/file-access.ts";
import type { LoadOptions, Skippable } from "../file/loading.ts";
import { localFiles, localPath, type ResourceLoader } from "../file/resources.ts";
import type { Project } from "../shape/project.ts";
import type { TreeMap } from "../tree/value.ts";
import { bindProject } from "./bind.ts";
import { findComposeFiles } from "./find-files.ts";
import { loadWithResources } from "./load-with-resources.ts";
import { checkProjectName, projectName } from "./name.ts";
import { withEnabled, withoutUnused, withSelected } from "./select.ts";
import { usualEnvironmentFile, workingFolder } from "./working-folder.ts";

/** What is said of a project before its files are read. */
export interface ProjectSource {
  /** `-f`. */
  readonly files: readonly string[];
  /** `-p`; empty for none. */
  readonly name: string;
  /** `--project-directory`; empty for none. */
  readonly directory: string;
  /** `--profile`. */
  readonly profiles: readonly string[];
  /** `--env-file`. */
  readonly envFiles: readonly string[];
}

/** The world around a project. */
export interface ProjectSurroundings {
  /** Variables of the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly currentFolder: string;
  readonly home: string | undefined;
  /** Loaders of what is not on this host. */
  readonly remotes: readonly ResourceLoader[];
  /** The text of standard input. */
  readInput(op: Op): Promise<string>;
  warn(message: string): void;
}

export interface ProjectOptions {
  readonly skips?: readonly Skippable[];
  /** The services that are wanted, with those that they need; none: all. */
  readonly services?: readonly string[];
  /** Whether services forget the files that they got their values of. */
  readonly discardsFiles?: boolean;
  /** Whether networks, volumes and files stay that no service uses. */
  readonly keepsUnused?: boolean;
}

/** The files of a project that were found and read. */
interface Prepared {
  readonly name: string;
  readonly workingDir: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly profiles: readonly string[];
  readonly loadOptions: LoadOptions;
}

/** Loads a project as the Compose commands see it. @throws ComposeError */
export async function openProject(
  op: Op,
  source: ProjectSource,
  surroundings: ProjectSurroundings,
  options: ProjectOptions = {},
): Promise<Project> {
  const { services = [], discardsFiles = false, keepsUnused = false } = options;
  const prepared = await prepare(op, source, surroundings, options);
  const tree = await loadWithResources(op, { ...prepared, projectName: prepared.name }, prepared.loadOptions);
  const facts = { ...prepared, composeFiles: prepared.files.map((file) => file.name), discardsFiles, knowsRaw: true };
  let project = bindProject(tree, { ...prepared.loadOptions, ...facts });
  if (project.name === "")
    throw new ComposeError("project name can't be empty. Use `--project-name` to set a valid name");
  project = withSelected(withEnabled(project, services), services);
  return keepsUnused ? project : withoutUnused(project);
}

/** Loads the tree of a project's files. @throws ComposeError */
export async function openModel(
  op: Op,
  source: ProjectSource,
  surroundings: ProjectSurroundings,
  options: ProjectOptions = {},
): Promise<TreeMap> {
  const prepared = await prepare(op, source, surroundings, options);
  // Variables stand as they are, so what they would be counts for nothing.
  const environment = new Map([["COMPOSE_PROJECT_NAME", prepared.name]]);
  return await loadWithResources(
    op,
    { ...prepared, projectName: prepared.name },
    { ...prepared.loadOptions, environment },
  );
}

async function prepare(
  op: Op,
  source: ProjectSource,
  surroundings: ProjectSurroundings,
  { skips = [] }: ProjectOptions,
): Promise<Prepared> {
  const { warn, home, remotes } = surroundings;
  const { paths, environment, workingDir } = locate(source, surroundings);
  const { files, remoteFolder } = await readFiles(op, paths, surroundings);
  const skipped = new Set(skips);
  const missing = (name: string): void => warn(`The ${quote(name)} variable is not set. Defaulting to a blank string.`);
  const interpolation = { variables: { get: (name: string) => environment.get(name), missing }, warn };
  const name = projectName({
    flag: source.name,
    environment,
    files,
    workingDir,
    interpolation: skipped.has("interpolation") ? undefined : interpolation,
    isNormalized: !skipped.has("normalization"),
  });
  environment.set("COMPOSE_PROJECT_NAME", name);
  const folder = remoteFolder ?? workingDir;
  const loaders = [...remotes, localFiles(folder, hostFiles)];
  const loadOptions = {
    environment,
    access: hostFiles,
    home,
    loaders,
    warn,
    versioned: new Set<string>(),
    skips: skipped,
  };
  const profiles = source.profiles.length > 0 ? source.profiles : profilesOf(environment);
  return { name, workingDir: folder, files, profiles, loadOptions };
}

const profilesOf = (environment: ReadonlyMap<string, string>): string[] =>
  (environment.get("COMPOSE_PROFILES") ?? "").split(",").map((name) => name.trim());

/** Where the files are, and the variables that are known before they are read. */
function locate(source: ProjectSource, surroundings: ProjectSurroundings) {
  const { env, currentFolder, warn } = surroundings;
  const environment = new Map(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  if (!environment.has("PWD")) environment.set("PWD", currentFolder);
  let paths = source.files;
  const folder = (): string => workingFolder({ ...source, files: paths }, surroundings);
  addEnvironmentFiles(environment, source.envFiles, folder(), env);
  if (paths.length === 0) paths = filesOfVariable(environment, currentFolder);
  if (paths.length === 0) paths = findComposeFiles(folder(), warn);
  addEnvironmentFiles(environment, source.envFiles, folder(), env);
  checkProjectName(source.name);
  return { paths, environment, workingDir: folder() };
}

function addEnvironmentFiles(
  environment: Map<string, string>,
  given: readonly string[],
  folder: string,
  env: ProjectSurroundings["env"],
): void {
  const files = given.length > 0 ? given : usualEnvironmentFile(folder, env);
  for (const [name, value] of readEnvironmentFiles(files, environment, hostFiles))
    if (!environment.has(name)) environment.set(name, value);
}

function filesOfVariable(environment: ReadonlyMap<string, string>, currentFolder: string): string[] {
  const given = environment.get("COMPOSE_FILE");
  if (given === undefined) return [];
  const separator = environment.get("COMPOSE_PATH_SEPARATOR") || ":";
  return given.split(separator).map((path) => {
    if (path === "-") return path;
    const whole = resolve(currentFolder, path);
    if (hostFiles.kindOf(whole) === undefined) throw fileError({ code: "ENOENT" }, "stat", whole);
    return whole;
  });
}

async function readFiles(op: Op, paths: readonly string[], surroundings: ProjectSurroundings) {
  if (paths.length === 0) throw new ComposeError("no configuration file provided: not found");
  const { remotes, currentFolder, readInput } = surroundings;
  const names: string[] = [];
  let remoteFolder: string | undefined;
  for (const path of paths) {
    const remote = path === "-" ? undefined : remotes.find((loader) => loader.accepts(path));
    if (remote !== undefined && remote.pathOf(path) === undefined) await remote.fetch(op, path);
    const local = remote === undefined ? path : localPath(remote, path);
    if (remote !== undefined) remoteFolder ??= dirname(local);
    names.push(path === "-" ? path : resolve(currentFolder, local));
  }
  const files: { name: string; text: string }[] = [];
  for (const name of names) files.push({ name, text: name === "-" ? await readInput(op) : hostFiles.readText(name) });
  return { files, remoteFolder };
}
