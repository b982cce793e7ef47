import type { Op } from "#base/op.ts";
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
import { applyIncludes } from "./include.ts";
import { interpolate } from "./interpolate.ts";
import type { ComposeFile, FileSet, LoadOptions } from "./loading.ts";
import { merge } from "./merge.ts";
import { normalize } from "./normalize.ts";
import { resolvePaths } from "./paths.ts";
import { readText } from "./read-text.ts";
import { readYaml, type YamlDocument } from "./read-yaml.ts";
import { resolveEnvironment } from "./resolve-environment.ts";
import { keepUnique } from "./unique.ts";

export interface NamedModel extends FileSet {
  readonly projectName: string;
}

/** The tree of a project's files, in canonical form, with all that is implied. @throws ComposeError */
export async function loadModel(op: Op, model: NamedModel, options: LoadOptions): Promise<TreeMap> {
  if (model.files.length === 0) throw new ComposeError("no compose file specified");
  const tree = await new Loader(op).files(model, options, []);
  if (tree.size === 0) throw new ComposeError("empty compose file");
  if (!options.skips.has("validation") && model.projectName === "")
    throw new ComposeError("project name must not be empty");
  if (!options.skips.has("normalization")) {
    tree.set("name", model.projectName);
    normalize(tree, options.environment);
  }
  return tree;
}

class Loader {
  constructor(readonly op: Op) {}

  readonly files = async (
    { files, workingDir }: FileSet,
    options: LoadOptions,
    included: readonly string[],
  ): Promise<TreeMap> => {
    let tree: TreeMap = new Map();
    for (const file of files) ({ tree } = await this.#file(file, tree, { options, workingDir, included }));
    if (!options.skips.has("defaults")) setDefaults(tree);
    if (!options.skips.has("validation")) checkTree(tree);
    if (!options.skips.has("paths")) resolvePaths(tree, { ...pathSurroundings(options), folder: workingDir });
    resolveEnvironment(tree, options.environment);
    return tree;
  };

  async #file(file: ComposeFile, base: TreeMap, around: FileSurroundings): Promise<LoadedFile> {
    let tree = base;
    let cleared: readonly TreePath[] = [];
    for (const document of documentsOf(file)) {
      cleared = document.cleared;
      tree = await this.#document(file, { document, base: tree }, around);
    }
    return { tree, cleared };
  }

  async #document(
    file: ComposeFile,
    { document, base }: { readonly document: YamlDocument; readonly base: TreeMap },
    { options, workingDir, included }: FileSurroundings,
  ): Promise<TreeMap> {
    const { skips, warn } = options;
    if (!isMap(document.tree)) throw new ComposeError("top-level object must be a mapping");
    const own = skips.has("interpolation") ? document.tree : interpolated(document.tree, options);
    const readAlone = (other: ComposeFile, alone: LoadOptions): Promise<LoadedFile> =>
      this.#file(other, new Map(), { options: alone, workingDir, included: [] });
    if (!skips.has("extends"))
      await applyExtends(own, document.cleared, { op: this.op, options, file: file.name, readAlone });
    clearPaths(base, document.cleared);
    if (!skips.has("include"))
      await applyIncludes(own, {
        op: this.op,
        options,
        workingDir,
        included: [...included, file.name],
        loadFiles: this.files,
      });
    const merged = keepUnique(merge(base, own)) as TreeMap;
    if (!skips.has("validation")) checkSchema(merged, file.name, options);
    return keepUnique(canonical(merged, { isLenient: skips.has("interpolation"), warn })) as TreeMap;
  }
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

function documentsOf(file: ComposeFile): YamlDocument[] {
  const text = file.text ?? readText(file.name);
  try {
    return readYaml(text);
  } catch (error) {
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
    throw error instanceof ComposeError ? new ComposeError(`validating ${name}: ${error.message}`) : error;
  }
  if (!tree.has("version")) return;
  if (!versioned.has(name))
    warn(
      `${name}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
    );
  versioned.add(name);
  tree.delete("version");
}
