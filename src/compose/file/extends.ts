import { dirname } from "node:path";
import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import type { TreePath } from "../tree/path.ts";
import { cloneTree, isMap, type Tree, type TreeMap } from "../tree/value.ts";
import { clearPaths } from "./clear.ts";
import { type ComposeFile, type LoadOptions, skipping } from "./loading.ts";
import { merge } from "./merge.ts";
import { resolvePaths } from "./paths.ts";
import { localFiles, localPath } from "./resources.ts";

/** Reads one file, alone. */
export type ReadAlone = (
  file: ComposeFile,
  options: LoadOptions,
) => { readonly tree: TreeMap; readonly cleared: readonly TreePath[] };

export interface ExtendsSurroundings {
  readonly options: LoadOptions;
  readonly file: string;
  readonly readAlone: ReadAlone;
}

interface Extending {
  readonly services: TreeMap;
  /** What the file of these services takes away from what it extends. */
  readonly cleared: readonly TreePath[];
  readonly chain: readonly (readonly [file: string, service: string])[];
}

/** Lays services over those that they extend. The tree changes. @throws ComposeError */
export function applyExtends(tree: TreeMap, cleared: readonly TreePath[], surroundings: ExtendsSurroundings): void {
  const services = tree.get("services");
  if (services === undefined) return;
  if (!isMap(services)) throw new ComposeError("services must be a mapping");
  for (const name of services.keys())
    services.set(name, extended(name, { services, cleared, chain: [] }, surroundings));
}

function extended(name: string, { services, cleared, chain }: Extending, surroundings: ExtendsSurroundings): Tree {
  const service = services.get(name) ?? null;
  if (service === null) return null;
  if (!isMap(service)) throw new ComposeError(`services.${name} must be a mapping`);
  const extending = service.get("extends");
  if (extending === undefined) return service;
  const { reference, path } = target(name, extending);
  const base =
    path === undefined
      ? { services: withService(services, reference, name, surroundings), cleared: [] }
      : servicesOf(path, { name, reference }, surroundings);
  const file = path ?? surroundings.file;
  const below = extended(reference, { ...base, chain: longerChain(chain, file, name) }, surroundings);
  if (below === null) return service;
  const source = cloneTree(below) as TreeMap;
  clearPaths(new Map([["services", new Map([[name, source]])]]), cleared);
  const whole = merge(source, service, ["services", "x"]);
  whole.delete("extends");
  base.services.set(name, whole);
  return whole;
}

function target(name: string, extending: Tree): { readonly reference: string; readonly path: string | undefined } {
  if (typeof extending === "string") return { reference: extending, path: undefined };
  if (!isMap(extending)) return { reference: "", path: undefined };
  const reference = extending.get("service");
  if (typeof reference !== "string") throw new ComposeError(`extends.${name}.service is required`);
  const path = extending.get("file");
  return { reference, path: typeof path === "string" ? path : undefined };
}

function withService(services: TreeMap, reference: string, name: string, { file }: ExtendsSurroundings): TreeMap {
  if (services.has(reference)) return services;
  throw new ComposeError(`cannot extend service ${quote(name)} in ${file}: service ${quote(reference)} not found`);
}

const deepest = 100;

function longerChain(chain: Extending["chain"], file: string, service: string): Extending["chain"] {
  const longer = [...chain, [file, service] as const];
  if (longer.length > deepest) throw new ComposeError(`services extend each other more than ${deepest} deep`);
  if (!chain.some(([otherFile, other]) => otherFile === file && other === service)) return longer;
  const [[firstFile, first], ...rest] = longer as [readonly [string, string], ...(readonly [string, string])[]];
  const lines = rest.map(([place, name]) => `  extends ${name} in ${place}`);
  throw new ComposeError(["Circular reference:", `  ${first} in ${firstFile}`, ...lines].join("\n"));
}

/** The services of another file, with its paths as seen from this one. */
function servicesOf(
  path: string,
  { name, reference }: { readonly name: string; readonly reference: string },
  { options, file, readAlone }: ExtendsSurroundings,
): Pick<Extending, "services" | "cleared"> {
  const loader = options.loaders.find((candidate) => candidate.accepts(path));
  if (loader === undefined) throw new ComposeError(`cannot read ${path}`);
  const local = localPath(loader, path);
  const folder = loader.folderOf(path);
  const alone = {
    ...skipping(options, "paths", "normalization", "consistency", "include", "extends", "validation", "defaults"),
    loaders: [...options.loaders.slice(0, -1), localFiles(dirname(local), options.access)],
  };
  const { tree, cleared } = readAlone({ name: local }, alone);
  const shown = `cannot extend service ${quote(name)} in `;
  const services = tree.get("services");
  if (services === undefined) throw new ComposeError(`${shown}${local}: no services section`);
  if (!isMap(services)) throw new ComposeError(`${shown}${local}: services must be a mapping`);
  if (!services.has(reference))
    throw new ComposeError(`${shown}${file}: service ${quote(reference)} not found in ${path}`);
  resolvePaths(tree, { ...pathSurroundings(options), folder });
  return { services, cleared };
}

/** What paths need besides their folder. The last loader is the one of local files. */
export function pathSurroundings(options: LoadOptions) {
  const remotes = options.loaders.slice(0, -1);
  return {
    home: options.home,
    warn: options.warn,
    isRemote: (reference: string) => remotes.some((loader) => loader.accepts(reference)),
  };
}
