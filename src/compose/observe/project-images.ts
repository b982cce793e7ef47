import type { ContainerSummary, ImageInspectResponse } from "#api/types.gen.ts";
import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerList } from "#client/container-list.ts";
import { imageInspectText } from "#client/image-inspect.ts";
import { lessThan } from "#client/version.ts";
import { familiarRepository, parseReference, withDefaultTag } from "#formats/reference/reference.ts";
import { labels } from "../labels.ts";
import { observedContainer } from "./observed.ts";

/** The image of a container. */
export interface ProjectImage {
  readonly container: string;
  readonly id: string;
  /** As the container names it; empty where it has only an id. */
  readonly repository: string;
  readonly tag: string;
  readonly os: string;
  readonly osVersion: string;
  readonly architecture: string;
  readonly variant: string;
  readonly sizeBytes: number;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339; `undefined` where it never got a name. */
  readonly lastTagged: string | undefined;
}

/** The images of a project's containers, those that run once among them, by the containers' names. */
export async function projectImages(
  op: Op,
  client: Client,
  project: string,
  services: readonly string[],
): Promise<ProjectImage[]> {
  const all = await containerList(op, client, { all: true, filters: { label: [`${labels.project}=${project}`] } });
  const chosen = all.filter(({ Labels }) => services.length === 0 || services.includes(Labels?.[labels.service] ?? ""));
  const images = await allOrNone(op, chosen, (shared, container) => imageOf(shared, client, container));
  return images.sort((left, right) => (left.container < right.container ? -1 : 1));
}

async function imageOf(op: Op, client: Client, container: ContainerSummary): Promise<ProjectImage> {
  const inspect = async (platform = ""): Promise<ImageInspectResponse> =>
    JSON.parse(await imageInspectText(op, client, container.Image, { platform })) as ImageInspectResponse;
  const named = await inspect();
  const platform = lessThan(client.version, "1.49") ? undefined : container.ImageManifestDescriptor?.platform;
  const image = platform === undefined ? named : await inspect(JSON.stringify(platform));
  const lastTagged = image.Metadata?.LastTagTime ?? never;
  return {
    container: observedContainer(container).name,
    id: named.Id,
    ...nameParts(container.Image),
    os: image.Os,
    osVersion: image.OsVersion ?? "",
    architecture: image.Architecture,
    variant: image.Variant ?? "",
    sizeBytes: image.Size,
    created: image.Created ?? never,
    lastTagged: lastTagged.startsWith("0001-01-01T00:00:00") ? undefined : lastTagged,
  };
}

/** Go's zero time. */
export const never = "0001-01-01T00:00:00Z";

/** Of a name with a digest the tag does not count. */
function nameParts(name: string): { readonly repository: string; readonly tag: string } {
  try {
    const reference = withDefaultTag(parseReference(name));
    const tag = reference.digest === undefined ? (reference.tag ?? "") : "";
    return { repository: familiarRepository(reference), tag };
  } catch {
    return { repository: "", tag: "" };
  }
}
