import { isAbsolute, join } from "node:path";
import { keyValueLines } from "#formats/key-value-lines.ts";
import { WholeFloat } from "#formats/yaml/value.ts";
import { ComposeError } from "../errors.ts";
import type { FileAccess } from "../file/file-access.ts";
import { expandHome } from "../file/paths.ts";
import { readYaml } from "../file/read-yaml.ts";
import type { Kind } from "../shape/kind.ts";
import { isList, isMap, sprint, type Tree, type TreeMap } from "../tree/value.ts";
import { interpolateStack } from "./interpolate.ts";
import { checkOptions } from "./options.ts";
import { ignoredAddresses } from "./ports.ts";
import {
  type External,
  fileObject,
  network,
  type StackFileObject,
  type StackNetwork,
  type StackVolume,
  volume,
} from "./resources.ts";
import { newestMinor, stackSchema } from "./schema.ts";
import { type StackService, service } from "./service.ts";
import { mergedStacks, type Stack, StackPlace } from "./stack.ts";
import { validateStack } from "./validate.ts";

export interface StackLoading {
  /** Relative paths stand below it. */
  readonly workingDir: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly interpolates: boolean;
  readonly access: Pick<FileAccess, "readText">;
  /** Hears what deserves a look, as `level=warning` lines say it. */
  warn(message: string): void;
}

/** The tree of a stack file. @throws ComposeError */
export function readStackFile(text: string): TreeMap {
  const tree = firstDocument(text);
  if (!isMap(tree)) throw new ComposeError("top-level object must be a mapping");
  return tree;
}

function firstDocument(text: string): Tree | undefined {
  try {
    return readYaml(text)[0]?.tree;
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    if (error.message.startsWith("non-string key at top level"))
      throw new ComposeError("top-level object must be a mapping");
    throw /^line \d+: /.test(error.message) ? new ComposeError(`yaml: unmarshal errors:\n  ${error.message}`) : error;
  }
}

/** What stack files say together, as Docker's client reads them. @throws ComposeError */
export function loadStack(files: readonly TreeMap[], loading: StackLoading): Stack {
  const [first] = files;
  if (first === undefined) throw new ComposeError("No files specified");
  const version = versionOf(first);
  return files
    .map((file) => {
      if (versionOf(file) !== version)
        throw new ComposeError(`version mismatched between two composefiles : ${version} and ${versionOf(file)}`);
      return loadFile(file, loading);
    })
    .reduce(mergedStacks);
}

function versionOf(file: TreeMap): string {
  const version = file.has("version") ? sprint(file.get("version")!) : "";
  return version === "" || version === "3" ? `3.${newestMinor}` : version;
}

function minorOf(version: string): number {
  const minor = /^3\.(\d|1\d)$/.exec(version)?.[1];
  if (minor === undefined || Number(minor) > newestMinor)
    throw new ComposeError(`unsupported Compose file version: ${version}`);
  return Number(minor);
}

function loadFile(file: TreeMap, loading: StackLoading): Stack {
  checkOptions(file);
  const tree = loading.interpolates ? interpolateStack(file, (name) => loading.environment.get(name)) : file;
  const version = versionOf(file);
  const minor = minorOf(version);
  checkNumbers(tree);
  validateStack(tree, stackSchema(minor));
  const of = <T>(name: string, load: (name: string, tree: TreeMap) => T): ReadonlyMap<string, T> => {
    const part = tree.get(name);
    return new Map(isMap(part) ? [...part].map(([key, item]) => [key, load(key, isMap(item) ? item : new Map())]) : []);
  };
  return {
    version,
    services: of("services", (_name, item) => loadService(item, loading)),
    networks: of("networks", (name, item) => loadNetwork({ what: "network", name, item, minor, loading })),
    volumes: of("volumes", (name, item) => loadVolume({ what: "volume", name, item, minor, loading })),
    secrets: of("secrets", (name, item) => loadFileObject({ what: "secret", name, item, minor, loading })),
    configs: of("configs", (name, item) => loadFileObject({ what: "config", name, item, minor, loading })),
    extensions: new Map([...tree].filter(([key]) => key.startsWith("x-"))),
  };
}

/** JSON, of which the schemas speak, has no infinite numbers. */
function checkNumbers(value: Tree): void {
  const number = value instanceof WholeFloat ? value.value : value;
  if (typeof number === "number" && !Number.isFinite(number))
    throw new ComposeError(`json: unsupported value: ${sprint(value)}`);
  if (isMap(value)) for (const item of value.values()) checkNumbers(item);
  if (isList(value)) for (const item of value) checkNumbers(item);
}

/** @param name of one that is decoded together with others of its kind */
function decoded<T>(kind: Kind<T>, tree: TreeMap, name?: string): T {
  const whole = new StackPlace("");
  const place = name === undefined ? whole : whole.item(name);
  const value = place.decode(kind, tree);
  if (place.faults.length > 0 || value === undefined)
    throw new ComposeError(`decoding failed due to the following error(s):\n\n${place.faults.join("\n")}`);
  return value;
}

function loadService(tree: TreeMap, loading: StackLoading): StackService {
  const read = decoded(service, tree);
  for (const message of ignoredAddresses(tree.get("ports") ?? null)) loading.warn(message);
  return {
    ...read,
    environment: environmentOf(read, loading),
    volumes: read.volumes?.map((mount) => withFullSource(mount, loading)),
  };
}

type Variables = NonNullable<StackService["environment"]>;

/** Variables of the files and of the service; those without a value, or with an empty one, have the caller's. */
function environmentOf({ env_file: files = [], environment }: StackService, loading: StackLoading): Variables {
  const callers = (name: string): string | undefined => loading.environment.get(name);
  const fromFiles = files.flatMap((file) =>
    keyValueLines(loading.access.readText(below(loading.workingDir, file)), callers),
  );
  const own = (variables: Iterable<readonly [string, string | undefined]>): (readonly [string, string | undefined])[] =>
    [...variables].map(([name, value]) => [name, value || (callers(name) ?? value)]);
  return new Map([...own(fromFiles), ...own(environment ?? [])]);
}

const below = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path));

type Mount = NonNullable<StackService["volumes"]>[number];

function withFullSource(mount: Mount, { workingDir, environment, warn }: StackLoading): Mount {
  if (mount.type !== "bind") return mount;
  if (!mount.source) throw new ComposeError('invalid mount config for type "bind": field Source must not be empty');
  const path = expandHome(mount.source, { home: environment.get("HOME"), warn });
  const isFull = isAbsolute(path) || /^(?:[a-z]:[\\/]|\\\\)/i.test(path);
  return { ...mount, source: isFull ? path : join(workingDir, path) };
}

/** An object of a file that is no service. */
interface Part {
  readonly what: "network" | "volume" | "secret" | "config";
  readonly name: string;
  readonly item: TreeMap;
  readonly minor: number;
  readonly loading: StackLoading;
}

/** Extensions of networks and volumes that the stack makes are lost, as they are in Docker. */
function loadNetwork(part: Part): StackNetwork {
  const read = decoded(network, part.item, part.name);
  return read.external?.isExternal ? withExternalName(read, read.external, part) : { ...read, extensions: undefined };
}

function loadVolume(part: Part): StackVolume {
  const read = decoded(volume, part.item, part.name);
  if (!read.external?.isExternal) return { ...read, extensions: undefined };
  const conflict = [
    ["driver", read.driver],
    ["driver_opts", read.driver_opts?.size],
    ["labels", read.labels?.size],
  ].find(([, value]) => Boolean(value))?.[0];
  if (conflict !== undefined)
    throw new ComposeError(`conflicting parameters "external" and "${conflict}" specified for volume "${part.name}"`);
  return withExternalName(read, read.external, part);
}

function loadFileObject(part: Part): StackFileObject {
  const read = decoded(fileObject, part.item, part.name);
  const { what, name, loading } = part;
  if (read.external?.isExternal) return withExternalName(read, read.external, part);
  if (!read.driver) return { ...read, file: below(loading.workingDir, read.file ?? "") };
  if (read.file)
    throw new ComposeError(`${what} ${name}: ${what}.driver and ${what}.file conflict; only use ${what}.driver`);
  return read;
}

/** The name below `external` is that of older files. @throws ComposeError where there are two */
function withExternalName<T extends { readonly name?: string | undefined }>(
  read: T,
  external: External,
  { what, name, minor, loading }: Part,
): T {
  if (external.name === "") return { ...read, name: read.name || name };
  if (read.name)
    throw new ComposeError(`${what} ${name}: ${what}.external.name and ${what}.name conflict; only use ${what}.name`);
  if (minor >= (what === "volume" ? 4 : 5))
    loading.warn(`${what} ${name}: ${what}.external.name is deprecated in favor of ${what}.name`);
  return { ...read, name: external.name };
}
