import type { ImageSummary } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageList } from "#client/image-list.ts";
import { imageName } from "#compose/convert/names.ts";
import { labels } from "#compose/labels.ts";
import { namedServices } from "#compose/named-service.ts";
import type { Project } from "#compose/shape/project.ts";
import { localImage } from "./local-images.ts";

export interface ImageChoice {
  readonly project: Project;
  /** Those that were built for the project and have no name of their own, or all of its services. */
  readonly mode: "local" | "all";
  /** Also images that were built for services which the project has no more. */
  readonly removesOrphans: boolean;
}

/** Names and ids of the images that go with a project, in the order of the alphabet. */
export async function imagesToRemove(op: Op, client: Client, choice: ImageChoice): Promise<string[]> {
  const { project, mode, removesOrphans } = choice;
  const filters = { label: [`${labels.project}=${project.name}`] };
  const built = await imageList(op, client, { filters });
  const services = namedServices(project);
  const found = new Set<string>();
  if (mode === "all") {
    const named = services.filter(({ image }) => image).map((service) => service.image!);
    const tags = services.flatMap(({ build }) => build?.tags ?? []);
    for (const name of [...named, ...tags]) if ((await localImage(op, client, name)) !== undefined) found.add(name);
  }
  for (const service of services) {
    if (service.image) continue;
    const name = imageName(project, service);
    if (hasTag(built, name) || (await localImage(op, client, name)) !== undefined) found.add(name);
  }
  if (removesOrphans)
    for (const image of built) {
      const service = image.Labels?.[labels.service] ?? "";
      if (!project.services.has(service)) found.add(image.RepoTags?.[0] ?? image.Id);
    }
  return [...found].sort();
}

function hasTag(images: readonly ImageSummary[], name: string): boolean {
  const tag = name.includes(":") ? name : `${name}:latest`;
  return images.some(({ RepoTags }) => RepoTags?.includes(tag) === true);
}
