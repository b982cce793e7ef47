import { dirname, isAbsolute, join } from "node:path";
import { ComposeError } from "../errors.ts";
import { list, oneOrMore } from "../shape/collections.ts";
import { Place, type ValueOf } from "../shape/kind.ts";
import { text } from "../shape/scalars.ts";
import { struct } from "../shape/struct.ts";
import { isList, isMap, isSameTree, sprint, type Tree, type TreeMap, typeName } from "../tree/value.ts";
import { readEnvironmentFiles } from "./environment-files.ts";
import { type FileAccess, fileError } from "./file-access.ts";
import { type LoadFiles, type LoadOptions, skipping } from "./loading.ts";
import { localFiles, localPath } from "./resources.ts";

const inclusion = struct({ path: oneOrMore, project_directory: text, env_file: oneOrMore }, { isExtensible: false });

type Inclusion = ValueOf<typeof inclusion>;

/** A link to a folder above makes endless paths of one file. */
const deepest = 100;

export interface IncludeSurroundings {
  readonly options: LoadOptions;
  readonly workingDir: string;
  /** The files whose includes lead here. */
  readonly included: readonly string[];
  readonly loadFiles: LoadFiles;
}

/** Adds the resources of the files that a file includes to it. The tree changes. @throws ComposeError */
export function applyIncludes(tree: TreeMap, surroundings: IncludeSurroundings): void {
  for (const wanted of inclusions(tree.get("include") ?? null)) importResources(load(wanted, surroundings), tree);
  tree.delete("include");
}

function inclusions(value: Tree): readonly Inclusion[] {
  if (value === null) return [];
  if (!isList(value)) throw new ComposeError(`\`include\` must be a list, got ${shown(value)}`);
  const entries = value.map((item) => (typeof item === "string" ? new Map<string, Tree>([["path", item]]) : item));
  const place = new Place("");
  const decoded = place.decode(list(inclusion), entries);
  if (place.faults.length > 0)
    throw new ComposeError(`decoding failed due to the following error(s):\n\n${place.faults.join("\n")}`);
  return decoded ?? [];
}

const shown = (value: Tree): string =>
  typeof value === "string" || isMap(value) ? sprint(value) : `%!s(${typeName(value)}=${sprint(value)})`;

function load(wanted: Inclusion, surroundings: IncludeSurroundings): TreeMap {
  const { options, workingDir, included, loadFiles } = surroundings;
  const { files, folder, projectFolder } = locate(wanted, surroundings);
  const added = readEnvironmentFiles(
    environmentFiles(wanted, { workingDir, projectFolder, access: options.access }),
    options.environment,
    options.access,
  );
  const loadOptions = {
    ...skipping(options, "normalization", "consistency"),
    environment: new Map([...added, ...options.environment]),
    loaders: [...options.loaders.slice(0, -1), localFiles(projectFolder, options.access)],
  };
  const skips = new Set([...loadOptions.skips].filter((step) => step !== "paths"));
  const set = { files: files.map((name) => ({ name })), workingDir: folder };
  return loadFiles(set, { ...loadOptions, skips }, included);
}

interface Located {
  readonly files: readonly string[];
  /** What paths stand below, as seen from the including file's folder. */
  readonly folder: string;
  readonly projectFolder: string;
}

/** The first path is the main file's; the others lie over it. */
function locate(
  { path: references = [], project_directory: given = "" }: Inclusion,
  { options, workingDir, included }: IncludeSurroundings,
): Located {
  const files: string[] = [];
  let [folder, projectFolder] = ["", given];
  for (const reference of references) {
    const loader = options.loaders.find((candidate) => candidate.accepts(reference))!;
    const path = localPath(loader, reference);
    if (files.length === 0) {
      // Only files of this host have a folder of their own; a copy of something elsewhere stands where it is.
      folder =
        given === "" ? loader.folderOf(path) || dirname(path) : isAbsolute(given) ? given : loader.folderOf(given);
      projectFolder = given === "" ? dirname(path) : isAbsolute(given) ? given : join(workingDir, given);
      if (included.includes(path)) throw cycle([...included, path]);
      if (included.length > deepest) throw new ComposeError(`files include each other more than ${deepest} deep`);
    }
    files.push(path);
  }
  return { files, folder, projectFolder };
}

function cycle([first, ...rest]: readonly string[]): ComposeError {
  return new ComposeError(`include cycle detected:\n${first}\n include ${rest.join("\n include ")}`);
}

interface IncludedFolders {
  readonly workingDir: string;
  readonly projectFolder: string;
  readonly access: FileAccess;
}

function environmentFiles(
  { env_file: given = [] }: Inclusion,
  { workingDir, projectFolder, access: { kindOf } }: IncludedFolders,
): string[] {
  if (given.length === 0) {
    const usual = join(projectFolder, ".env");
    return kindOf(usual) === "file" ? [usual] : [];
  }
  return given.map((path) => {
    if (isAbsolute(path)) return path;
    const whole = join(workingDir, path);
    const kind = kindOf(whole);
    if (kind === undefined) throw fileError({ code: "ENOENT" }, "stat", whole);
    if (kind === "folder") throw new ComposeError(`${whole} is not a file`);
    return whole;
  });
}

function importResources(source: TreeMap, target: TreeMap): void {
  for (const section of ["services", "volumes", "networks", "secrets", "configs", "models"]) {
    const from = source.get(section);
    if (!isMap(from)) continue;
    const known = target.get(section);
    const to: TreeMap = isMap(known) ? known : new Map();
    for (const [name, resource] of from) {
      if (!to.has(name)) to.set(name, resource);
      else if (!isSameTree(to.get(name), resource))
        throw new ComposeError(`${section}.${name} conflicts with imported resource`);
    }
    target.set(section, to);
  }
}
