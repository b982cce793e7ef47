import type { ImageInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isStatus } from "#client/errors.ts";
import { imageInspectText } from "#client/image-inspect.ts";
import { imageName } from "#compose/convert/names.ts";
import { namedServices } from "#compose/named-service.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Service } from "#compose/shape/service.ts";
import { parsePlatform, platformMatches } from "#formats/oci/platform.ts";

/** An image that the engine has. */
export interface LocalImage {
  readonly id: string;
  /** Where it declares volumes. */
  readonly volumes: readonly string[];
  /** Instead of its name, which stands for another one now. */
  readonly reference?: string;
  /** When the name was given to it, in milliseconds since 1970. */
  readonly taggedMs: number;
  readonly inspect: ImageInspectResponse;
}

/** Images of the project's services, of what runs before they start, and of volumes that the engine has for the platforms they ask for, by name. */
export async function localImages(op: Op, client: Client, project: Project): Promise<Map<string, LocalImage>> {
  const services = namedServices(project).filter(({ provider }) => provider === undefined);
  const names = new Set([
    ...services.map((service) => imageName(project, service)),
    ...services.flatMap(imageVolumes),
    ...services.flatMap(hookImages),
  ]);
  const found = new Map<string, LocalImage>();
  await Promise.all(
    [...names].map(async (name) => {
      const image = await localImage(op, client, name);
      if (image !== undefined) found.set(name, image);
    }),
  );
  for (const service of services) {
    const name = imageName(project, service);
    const image = found.get(name);
    if (image !== undefined && !isFor(service.platform, image)) found.delete(name);
  }
  return found;
}

/** Whether an image runs where a service asks to. */
function isFor(platform: string | undefined, { inspect }: LocalImage): boolean {
  if (!platform) return true;
  const actual = { os: inspect.Os, architecture: inspect.Architecture, variant: inspect.Variant ?? "" };
  const wanted = parsePlatform(platform, actual);
  return wanted === undefined || platformMatches(actual, wanted);
}

/** Images that are mounted as volumes. */
export function imageVolumes({ volumes }: Service): string[] {
  return (volumes ?? []).filter(({ type, source }) => type === "image" && source).map(({ source }) => source!);
}

/** Images of what runs before a service starts, other than its own. */
export function hookImages({ image: own, pre_start: hooks = [] }: Service): string[] {
  return hooks.flatMap(({ image }) => (image && image !== own ? [image] : []));
}

/** Such an image as one of a service: the policy of its service is for it as well, but no build gives it. */
export const hookService = ({ pull_policy: policy }: Service, image: string): Service =>
  policy === undefined || policy === "build" ? { image } : { image, pull_policy: policy };

/** `undefined` where the engine has none of that name. */
export async function localImage(op: Op, client: Client, name: string): Promise<LocalImage | undefined> {
  try {
    const inspect = JSON.parse(await imageInspectText(op, client, name)) as ImageInspectResponse;
    const volumes = Object.keys(inspect.Config?.Volumes ?? {});
    const taggedMs = Date.parse(inspect.Metadata?.LastTagTime ?? "");
    return { id: inspect.Id, volumes, taggedMs: Number.isNaN(taggedMs) ? 0 : taggedMs, inspect };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw new Error(`unable to get image '${name}': ${(error as Error).message}`, { cause: error });
  }
}
