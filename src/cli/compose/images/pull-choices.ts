import type { NamedService } from "#compose/named-service.ts";
import type { Service } from "#compose/shape/service.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { hookImages, hookService } from "./local-images.ts";
import type { ImageToPull } from "./pull-services.ts";

/** What `pull` does about a service. */
export interface PullChoice {
  readonly service: string;
  /** Why its image is not fetched, in the words of Compose. */
  readonly skipped?: string;
  readonly pull?: ImageToPull;
}

export interface PullGround {
  /** Whether the engine has an image of this name. */
  isThere(image: string): boolean;
  readonly ignoresBuildable: boolean;
  /** Of services that do not say; empty: the engine's. */
  readonly defaultPlatform: string;
}

/** Which images are fetched: each once, and those alone whose policies ask for it. */
export function pullChoices(services: readonly NamedService[], ground: PullGround): PullChoice[] {
  const pulledBy = new Map<string, string>();
  const own = services.map((service): PullChoice => {
    const { name, image = "", build, platform } = service;
    const reason = reasonToSkip(service, ground) ?? skippedAsPulled(pulledBy.get(image));
    if (reason !== undefined) return { service: name, skipped: reason };
    pulledBy.set(image, name);
    const canBeBuilt = build !== undefined;
    return { service: name, pull: { service: name, image, platform: platform || ground.defaultPlatform, canBeBuilt } };
  });
  return [...own, ...services.flatMap((service) => hookChoices(service, { ...ground, pulledBy }))];
}

/** Images of what runs before a service starts; of those that are not fetched nothing is said. */
function hookChoices(
  service: NamedService,
  ground: PullGround & { readonly pulledBy: Map<string, string> },
): PullChoice[] {
  return hookImages(service).flatMap((image, index): PullChoice[] => {
    const id = `${service.name}:pre_start ${index}`;
    if (ground.pulledBy.has(image) || reasonToSkip(hookService(service, image), ground) !== undefined) return [];
    ground.pulledBy.set(image, id);
    const platform = service.platform || ground.defaultPlatform;
    return [{ service: id, pull: { service: id, image, platform, canBeBuilt: false } }];
  });
}

const skippedAsPulled = (service: string | undefined): string | undefined =>
  service === undefined ? undefined : `Skipped - Image is already being pulled by ${service}`;

function reasonToSkip({ image, build, pull_policy }: Service, ground: PullGround): string | undefined {
  if (!image) return "Skipped - No image to be pulled";
  if (pull_policy === "never" || pull_policy === "build") return "Skipped";
  const isIfMissing = pull_policy === "missing" || pull_policy === "if_not_present";
  if (isIfMissing && ground.isThere(image) && !isLatest(image)) return "Skipped - Image is already present locally";
  return build !== undefined && ground.ignoresBuildable ? "Skipped - Image can be built" : undefined;
}

/** What is called `latest` may have changed. */
function isLatest(image: string): boolean {
  const { tag, digest } = parseReference(image);
  return digest === undefined && (tag ?? "latest") === "latest";
}
