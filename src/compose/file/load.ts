import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import { project } from "../schema/project.ts";
import { validate } from "../schema/validate.ts";
import type { TreePath } from "../tree/path.ts";
import { isMap, type TreeMap } from "../tree/value.ts";
import { canonical } from "./canonical.ts";
import { checkTree } from "./check.ts";
import { clearPaths } from "./clear.ts";
import { setDefaults } from "./defaults.ts";
import { applyExtends, pathSurroundings } from "./extends.ts";
import type { FileAccess } from "./file-access.ts";
import { applyIncludes } from "./include.ts";
import { interpolate } from "./interpolate.ts";
import type { ComposeFile, FileSet, LoadOptions } from "./loading.ts";
import { merge } from "./merge.ts";
import { normalize } from "./normalize.ts";
import { resolvePaths } from "./paths.ts";
import { readYaml, type YamlDocument } from "./read-yaml.ts";
import { resolveEnvironment } from "./resolve-environment.ts";
import { keepUnique } from "./unique.ts";
import { YamlSyntaxError } from "./yaml-errors.ts";

export interface NamedModel extends FileSet {
  readonly projectName: string;
}

/** The tree of a project's files, in canonical form, with all that is implied. @throws ComposeError */
export function loadModel(model: NamedModel, options: LoadOptions): TreeMap {
  if (model.files.length === 0) throw new ComposeError("no compose file specified");
  const tree = loadFiles(model, options, []);
  if (tree.size === 0) throw new ComposeError("empty compose file");
  if (!options.skips.has("validation") && model.projectName === "")
    throw new ComposeError("project name must not be empty");
  if (!options.skips.has("normalization")) {
    tree.set("name", model.projectName);
    normalize(tree, options.environment);
  }
  return tree;
}

function loadFiles({ files, workingDir }: FileSet, options: LoadOptions, included: readonly string[]): TreeMap {
  let tree: TreeMap = new Map();
  for (const file of files) ({ tree } = loadFile(file, tree, { options, workingDir, included }));
  if (!options.skips.has("defaults")) setDefaults(tree);
  if (!options.skips.has("validation")) checkTree(tree);
  if (!options.skips.has("paths")) resolvePaths(tree, { ...pathSurroundings(options), folder: workingDir });
  resolveEnvironment(tree, options.environment);
  return tree;
}

function loadFile(file: ComposeFile, base: TreeMap, around: FileSurroundings): LoadedFile {
  let tree = base;
  let cleared: readonly TreePath[] = [];
  for (const document of documentsOf(file, around.options.access)) {
    cleared = document.cleared;
    tree = addDocument(file, { document, base: tree }, around);
  }
  return { tree, cleared };
}

function addDocument(
  file: ComposeFile,
  { document, base }: { readonly document: YamlDocument; readonly base: TreeMap },
  { options, workingDir, included }: FileSurroundings,
): TreeMap {
  const { skips, warn } = options;
  if (!isMap(document.tree)) throw new ComposeError("top-level object must be a mapping");
  const own = skips.has("interpolation") ? document.tree : interpolated(document.tree, options);
  const readAlone = (other: ComposeFile, alone: LoadOptions): LoadedFile =>
    loadFile(other, new Map(), { options: alone, workingDir, included: [] });
  if (!skips.has("extends")) applyExtends(own, document.cleared, { options, file: file.name, readAlone });
  clearPaths(base, document.cleared);
  if (!skips.has("include")) applyIncludes(own, { options, workingDir, included: [...included, file.name], loadFiles });
  const merged = keepUnique(merge(base, own)) as TreeMap;
  if (!skips.has("validation")) checkSchema(merged, file.name, options);
  return keepUnique(canonical(merged, { isLenient: skips.has("interpolation"), warn })) as TreeMap;
}

interface FileSurroundings {
  readonly options: LoadOptions;
  readonly workingDir: string;
  readonly included: readonly string[];
}

interface LoadedFile {
  readonly tree: TreeMap;
  readonly cleared: readonly TreePath[];
}

function documentsOf(file: ComposeFile, { readText }: FileAccess): YamlDocument[] {
  const text = file.text ?? readText(file.name);
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw error.in(file.name, `failed to parse ${file.name}: `);
    if (!(error instanceof ComposeError) || error.message.startsWith("non-string key")) throw error;
    throw new ComposeError(`failed to parse ${file.name}: ${error.message}`);
  }
}

function interpolated(tree: TreeMap, { environment, warn }: LoadOptions): TreeMap {
  const missing = (name: string): void => warn(`The ${quote(name)} variable is not set. Defaulting to a blank string.`);
  return interpolate(tree, { variables: { get: (name) => environment.get(name), missing }, warn }) as TreeMap;
}

function checkSchema(tree: TreeMap, name: string, { warn, versioned }: LoadOptions): void {
  try {
    validate(tree, project);
  } catch (error) {
    throw error instanceof ComposeError
      ? new ComposeError(name === "" ? error.message : `validating ${name}: ${error.message}`)
      : error;
  }
  if (!tree.has("version")) return;
  if (!versioned.has(name))
    warn(
      `${name}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
    );
  versioned.add(name);
  tree.delete("version");
}
