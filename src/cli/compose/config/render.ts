import type { Op } from "#base/op.ts";
import { isUniqueList } from "#compose/file/unique.ts";
import { checkContainerNames } from "#compose/project/container-names.ts";
import { type Project, projectJson, projectYaml } from "#compose/shape/project.ts";
import type { TreePath } from "#compose/tree/path.ts";
import { isList, isMap, type Tree, type TreeMap } from "#compose/tree/value.ts";
import { byteSortedDeep, writeJson } from "#formats/json/write-json.ts";
import { naturallySortedDeep } from "#formats/yaml/natural-order.ts";
import { writeYaml } from "#formats/yaml/write-yaml.ts";
import { ExitError } from "../../errors.ts";
import type { PinImage } from "./digests.ts";
import { type ConfigInvocation, skippedSteps } from "./flags.ts";

/** The project in canonical form. @throws ComposeError, ExitError */
export async function renderProject(op: Op, invocation: ConfigInvocation, pin: PinImage | undefined): Promise<string> {
  const { flags, settings, projects, args } = invocation;
  const skips = skippedSteps(flags, settings);
  let project = await projects.open(op, { skips, services: args, discardsFiles: true });
  if (pin !== undefined) project = await pinned(project, pin);
  if (!flags["no-env-resolution"]) project = projects.withEnvironments(project);
  if (!flags["no-consistency"]) checkContainerNames(project);
  if (flags["lock-image-digests"]) project = imagesOnly(project);
  return projectText(project, flags.format).replaceAll("$", "$$$$");
}

/** A Compose file that adds digests to the images of a project. @throws ExitError */
export const pinnedImages = async (project: Project, pin: PinImage): Promise<string> =>
  projectYaml(imagesOnly(await pinned(project, pin)));

async function pinned(project: Project, pin: PinImage): Promise<Project> {
  const services = [...project.services].map(
    async ([name, service]) =>
      [name, service.image ? { ...service, image: await pin(service.image) } : service] as const,
  );
  return { ...project, services: new Map(await Promise.all(services)) };
}

function imagesOnly(project: Project): Project {
  const nothing = new Map<string, never>();
  const services = [...project.services].map(([name, { image }]) => [name, { image }] as const);
  return {
    ...project,
    name: "",
    services: new Map(services),
    networks: nothing,
    volumes: nothing,
    secrets: nothing,
    configs: nothing,
    models: nothing,
    extensions: nothing,
  };
}

/** @throws ExitError for a format that there is not */
export function projectText(project: Project, format: string): string {
  if (format === "json") return projectJson(project);
  if (format === "" || format === "yaml") return projectYaml(project);
  throw unsupported(format);
}

const unsupported = (format: string): ExitError => new ExitError(1, `unsupported format ${JSON.stringify(format)}`);

/** The tree of the files with its variables as they stand there. @throws ComposeError, ExitError */
export async function renderModel(op: Op, invocation: ConfigInvocation, pin: PinImage | undefined): Promise<string> {
  const { flags, settings, projects } = invocation;
  const model = await projects.model(op, { skips: skippedSteps(flags, settings) });
  if (pin !== undefined) await pinServices(model, pin);
  if (flags["lock-image-digests"]) keepImages(model);
  if (flags.format === "json")
    return writeJson(
      byteSortedDeep(withoutEmptyLists(model, [], flags["no-normalize"] ? notNormalized : normalized)),
      "  ",
    );
  if (flags.format === "" || flags.format === "yaml") return writeYaml(naturallySortedDeep(model));
  throw unsupported(flags.format);
}

function servicesOf(model: TreeMap): TreeMap[] {
  const services = model.get("services");
  return isMap(services) ? [...services.values()].filter(isMap) : [];
}

async function pinServices(model: TreeMap, pin: PinImage): Promise<void> {
  for (const service of servicesOf(model)) {
    const image = service.get("image");
    if (typeof image === "string" && image !== "") service.set("image", await pin(image));
  }
}

function keepImages(model: TreeMap): void {
  for (const key of model.keys()) if (key !== "services") model.delete(key);
  for (const service of servicesOf(model)) for (const key of service.keys()) if (key !== "image") service.delete(key);
}

/** Go's JSON has null for lists that nothing was ever put into. */
function withoutEmptyLists(value: Tree, path: TreePath, isMadeAnew: RegExp): Tree {
  if (isList(value)) {
    if (value.length === 0) return isUniqueList(path) && !isMadeAnew.test(path.join(".")) ? value : null;
    return value.map((item) => withoutEmptyLists(item, [...path, "[]"], isMadeAnew));
  }
  if (!isMap(value)) return value;
  return new Map([...value].map(([key, item]) => [key, withoutEmptyLists(item, [...path, key], isMadeAnew)]));
}

/** Lists that are made anew as variables get their values. */
const notNormalized = /^services\.[^.]+\.environment$/;
const normalized = /^services\.[^.]+\.(?:environment|build\.args)$/;
