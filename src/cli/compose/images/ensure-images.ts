import type { Op } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import type { Client } from "#client/client.ts";
import { imageName } from "#compose/convert/names.ts";
import { ComposeError } from "#compose/errors.ts";
import { type NamedService, namedServices } from "#compose/named-service.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Io } from "../../io/io.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import { hookImages, hookService, imageVolumes, type LocalImage, localImage, localImages } from "./local-images.ts";
import { mustPull } from "./pull-policy.ts";
import { type ImageToPull, pullImage } from "./pull-services.ts";

export interface ImageOptions {
  readonly isQuiet: boolean;
  /** Nothing is fetched: it is only said. */
  readonly isDryRun: boolean;
  /** Images at a time; `undefined`: all. */
  readonly parallel: number | undefined;
  openProgress(): ProgressWriter;
  /** Nothing is built for what the services need. */
  readonly isAlone?: boolean;
  /** Builds services' images; `undefined`: none is built. */
  readonly build: ((services: readonly string[]) => Promise<void>) | undefined;
}

/**
 * Fetches and builds what the containers of a project need and the engine has not.
 * @throws Error where an image can be had in no way
 */
export async function ensureImages(
  op: Op,
  io: Io,
  client: Client,
  { project, services, options }: { project: Project; services: readonly string[]; options: ImageOptions },
): Promise<ReadonlyMap<string, LocalImage>> {
  for (const { name, image, build, provider } of namedServices(project))
    if (provider === undefined && !image && build === undefined)
      throw new ComposeError(`invalid service ${JSON.stringify(name)}. Must specify either image or build`);
  const images = await localImages(op, client, project);
  const wanted = imagesToPull(project, images, io.now());
  if (wanted.length > 0) await pullAll(op, io, client, { wanted, images, options });
  if (options.build !== undefined)
    await buildMissing(op, client, {
      project,
      services,
      images,
      build: options.build,
      isAlone: options.isAlone ?? false,
    });
  return images;
}

function imagesToPull(project: Project, images: ReadonlyMap<string, LocalImage>, nowMs: number): ImageToPull[] {
  const services = namedServices(project);
  const defaultPlatform = project.environment.get("DOCKER_DEFAULT_PLATFORM") ?? "";
  const own = services
    .filter((service) => mustPull(service, images.get(imageName(project, service)), nowMs))
    .map((service) => ({
      service: service.name,
      image: service.image!,
      platform: service.platform || defaultPlatform,
      canBeBuilt: canBeBuilt(service, services),
    }));
  const mounted = services.flatMap((service) =>
    imageVolumes(service)
      .map((image, index) => ({
        service: `${service.name}:volume ${index}`,
        image,
        platform: defaultPlatform,
        canBeBuilt: false,
      }))
      .filter(({ image }) => !images.has(image)),
  );
  const before = services.flatMap((service) =>
    hookImages(service)
      .map((image, index) => ({
        service: `${service.name}:pre_start ${index}`,
        image,
        platform: service.platform || defaultPlatform,
        canBeBuilt: isBuilt(project, image),
      }))
      .filter(({ image }) => mustPull(hookService(service, image), images.get(image), nowMs)),
  );
  return [...own, ...mounted, ...before];
}

/** Whether a service's build gives it. */
function isBuilt(project: Project, image: string): boolean {
  return namedServices(project).some((service) => service.build !== undefined && imageName(project, service) === image);
}

function canBeBuilt(service: NamedService, services: readonly NamedService[]): boolean {
  return services.some(
    ({ image, build, name }) => build !== undefined && (name === service.name || image === service.image),
  );
}

interface Pulling {
  readonly wanted: readonly ImageToPull[];
  readonly images: Map<string, LocalImage>;
  readonly options: ImageOptions;
}

/** An image that several services want is fetched once. */
async function pullAll(op: Op, io: Io, client: Client, { wanted, images, options }: Pulling): Promise<void> {
  const progress = options.openProgress();
  const once = new Map(wanted.map((image) => [`${image.image} ${image.platform}`, image]));
  const slots = new Slots(options.parallel ?? once.size);
  try {
    await Promise.all([...once.values()].map((each) => slots.run(op, () => pullOne(each))));
  } finally {
    progress.stop();
  }

  async function pullOne(each: ImageToPull): Promise<void> {
    try {
      await pullImage(op, io, client, { wanted: each, progress, isQuiet: options.isQuiet, isDryRun: options.isDryRun });
    } catch (error) {
      if (!each.canBeBuilt || op.signal.aborted) throw error;
      return;
    }
    const image = await localImage(op, client, each.image);
    if (image !== undefined) images.set(each.image, image);
  }
}

interface Building {
  readonly project: Project;
  /** Empty: all. */
  readonly services: readonly string[];
  readonly images: Map<string, LocalImage>;
  readonly isAlone: boolean;
  readonly build: (services: readonly string[]) => Promise<void>;
}

async function buildMissing(op: Op, client: Client, work: Building): Promise<void> {
  const { project, services, images, build, isAlone } = work;
  const missing = namedServices(project).filter(
    (service) =>
      service.build !== undefined && (service.pull_policy === "build" || !images.has(imageName(project, service))),
  );
  const chosen =
    services.length === 0
      ? missing
      : missing.filter(({ name }) => (isAlone ? services.includes(name) : isNeeded(project, services, name)));
  if (chosen.length === 0) return;
  await build(chosen.map(({ name }) => name));
  for (const service of chosen) {
    const name = imageName(project, service);
    const image = await localImage(op, client, name);
    if (image !== undefined) images.set(name, image);
  }
}

/** Whether a service is one of those, or one of those needs it. */
function isNeeded(project: Project, services: readonly string[], name: string): boolean {
  const seen = new Set<string>();
  const visit = (each: string): void => {
    if (seen.has(each)) return;
    seen.add(each);
    for (const needed of project.services.get(each)?.depends_on?.keys() ?? []) visit(needed);
  };
  for (const service of services) visit(service);
  return seen.has(name);
}
