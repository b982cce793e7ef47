import { type ComposeBuild, readBuild } from "./build.ts";
import { parseEnvironmentFile } from "./environment-file.ts";
import { ComposeError } from "./errors.ts";
import { extended } from "./extends.ts";
import { flag, mapping, onlyKeys, pairs, text } from "./fields.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import { merge, withUniqueKeys } from "./merge.ts";
import { type ComposeMap, type ComposeValue, isList, isMap, Tagged, typeName } from "./value.ts";
import { parseYaml } from "./yaml.ts";

/** What Compose files say of the images that are built. */
export interface ComposeProject {
  /** By name. */
  readonly services: readonly ComposeService[];
  readonly secrets: ReadonlyMap<string, ComposeSecret>;
}

export interface ComposeService {
  readonly name: string;
  readonly image?: string | undefined;
  readonly build?: ComposeBuild | undefined;
  /** With what its environment files say; a variable without a value is `undefined`. */
  readonly environment: ReadonlyMap<string, string | undefined>;
}

export interface ComposeSecret {
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly environment?: string | undefined;
  readonly isExternal: boolean;
}

export interface ProjectSurroundings {
  readonly variables: Variables;
  /** `undefined` where there is none. */
  readText(path: string): string | undefined;
}

/** What files say together, each over those before it. @throws ComposeError */
export function readProject(files: readonly string[], surroundings: ProjectSurroundings): ComposeProject {
  let model: ComposeMap = new Map();
  for (const file of files)
    for (const document of parsed(file)) {
      const own = interpolate(document, surroundings.variables) as ComposeMap;
      if (own.has("include")) throw new ComposeError("not supported: include of other files");
      model = withUniqueKeys(merge(model, withExtended(own))) as ComposeMap;
    }
  if (!model.has("services") && !model.has("secrets")) throw new ComposeError("empty compose file");
  const services = mapping(model.get("services") ?? new Map(), "services");
  onlyServiceNames(services);
  const names = [...services.keys()].sort();
  return {
    secrets: readSecrets(model.get("secrets") ?? new Map()),
    services: names.map((name) => readService(name, services.get(name)!, surroundings)),
  };
}

function parsed(file: string): ComposeMap[] {
  try {
    return parseYaml(file);
  } catch (error) {
    if (error instanceof ComposeError && /^(?:yaml:|line )/.test(error.message))
      throw new ComposeError(`failed to parse : ${error.message}`);
    throw error;
  }
}

function withExtended(document: ComposeMap): ComposeMap {
  const services = document.get("services");
  if (services === undefined || services instanceof Tagged) return document;
  for (const [name, service] of mapping(services, "services"))
    if (service !== null && !(service instanceof Tagged)) mapping(service, `services.${name}`);
  return new Map([...document, ["services", extended(mapping(services, "services"))]]);
}

function onlyServiceNames(services: ComposeMap): void {
  for (const name of services.keys())
    if (!/^[a-zA-Z0-9._-]+$/.test(name)) throw new ComposeError(`services additional properties '${name}' not allowed`);
}

function readService(name: string, value: ComposeValue, { variables, readText }: ProjectSurroundings): ComposeService {
  const path = `services.${name}`;
  const given = value === null ? new Map<string, ComposeValue>() : mapping(value, path);
  const [image, build] = [given.get("image"), given.get("build")];
  const own = new Map(
    [...pairs(given.get("environment") ?? (given.has("environment") ? null : new Map()), `${path}.environment`)].map(
      ([key, text]) => [key, text ?? variables.get(key)] as const,
    ),
  );
  const lookUp = (key: string): string | undefined => own.get(key) ?? variables.get(key);
  const environment = new Map<string, string | undefined>();
  for (const file of environmentFiles(given.get("env_file"), `${path}.env_file`)) {
    const contents = readText(file.path);
    if (contents !== undefined)
      for (const [key, text] of parseEnvironmentFile(contents, lookUp)) environment.set(key, text);
    else if (file.isRequired)
      throw new ComposeError(`env file ${file.path} not found: stat ${file.path}: no such file or directory`);
  }
  for (const [key, text] of own) environment.set(key, text);
  return {
    name,
    image: image === undefined ? undefined : text(image, `${path}.image`),
    build: build === undefined ? undefined : readBuild(build, `${path}.build`, `services[${name}].build`),
    environment,
  };
}

function environmentFiles(value: ComposeValue | undefined, path: string): { path: string; isRequired: boolean }[] {
  if (value === undefined) return [];
  const wrong = (item: ComposeValue): ComposeError =>
    new ComposeError(`${path}: invalid type ${typeName(item)} for env_file`);
  if (!isList(value) && typeof value !== "string") throw wrong(value);
  return (isList(value) ? value : [value]).map((item) => {
    if (typeof item === "string") return { path: item, isRequired: true };
    if (!isMap(item)) throw wrong(item);
    const format = item.get("format");
    if (format !== undefined) throw new ComposeError(`unsupported env_file format ${JSON.stringify(format)}`);
    const isRequired = flag(item.get("required") ?? true, `${path}.required`, path);
    return { path: text(item.get("path") ?? null, `${path}.path`), isRequired };
  });
}

const secretKeys = ["name", "file", "environment", "external", "labels", "driver", "driver_opts", "template_driver"];

function readSecrets(value: ComposeValue): Map<string, ComposeSecret> {
  return new Map(
    [...mapping(value, "secrets")].map(([name, item]) => {
      const path = `secrets.${name}`;
      const given = mapping(item, path);
      onlyKeys(given, secretKeys, path);
      const of = (key: string): string | undefined =>
        given.has(key) ? text(given.get(key)!, `${path}.${key}`) : undefined;
      const external = given.get("external") ?? false;
      const isExternal = isMap(external) || flag(external, `${path}.external`, path);
      return [name, { name: of("name"), file: of("file"), environment: of("environment"), isExternal }];
    }),
  );
}
