import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BaseImageContext, BaseImages } from "#core/build/base-images.ts";
import type { ImageQuery, ResolvedBase } from "#core/build/contract.ts";
import type { ImageSource } from "#core/build/source-operations.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { ResolvedImage } from "#core/image/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform, platformMatches, platformText } from "#formats/oci/platform.ts";
import { resolverFailure } from "#formats/oci/resolver-failure.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { parseReference, type Reference, referenceText } from "#formats/reference/reference.ts";
import type { Images } from "../images/images.ts";
import { clientCredential } from "./client-credential.ts";

export type BaseImageSource = Pick<Images, "resolve" | "admit" | "pull" | "layersOf">;

/** Images that builds start from: those of the engine, pulled where they are not here. */
export function baseImages(images: BaseImageSource): BaseImages {
  return {
    async resolve(op, query, context) {
      return resolvedBase(query, await getImage(op, images, query, context));
    },
    keyOf({ reference, platform }) {
      const digest = parseReference(reference).digest ?? present(images, reference, platform)?.id;
      return digest === undefined ? undefined : keyOf(digest, platform);
    },
    isHere: ({ reference, platform }) => present(images, reference, platform) !== undefined,
    bring: (op, source, context) => bring(op, images, source, context),
  };
}

function keyOf(digest: Digest, platform: Platform): Digest {
  return digestOf(`${digest} ${platformText(normalizePlatform(platform))}`);
}

/** The engine's own; undefined where it has none for the platform. */
function present(images: BaseImageSource, reference: string, platform: Platform): ResolvedImage | undefined {
  try {
    const image = images.resolve(localName(parseReference(reference)), platform);
    const { os, architecture, variant } = image.config;
    const own = { os: os ?? "", architecture: architecture ?? "", ...(variant === undefined ? {} : { variant }) };
    return platformMatches(own, platform) ? image : undefined;
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}

/** A digest alone says which image is meant, whatever it is called. */
function localName(reference: Reference): string {
  return reference.digest ?? referenceText(reference);
}

async function getImage(
  op: Op,
  images: BaseImageSource,
  query: ImageQuery,
  context: BaseImageContext,
): Promise<ResolvedImage> {
  const { reference, platform, mode } = query;
  const here = mode === "pull" ? undefined : present(images, reference, platform);
  if (here !== undefined) return here;
  await pull(op, images, query, context).catch((error: unknown) => {
    throw resolverFailure(parseReference(reference), error, "https");
  });
  return present(images, reference, platform) ?? images.resolve(localName(parseReference(reference)), platform);
}

async function pull(
  op: Op,
  images: BaseImageSource,
  { reference: text, platform }: ImageQuery,
  { session, task }: BaseImageContext,
): Promise<void> {
  const reference = parseReference(text);
  const found = await session.registryCredentials(op, reference.domain);
  const tell = taskTeller(task);
  await images.pull(op, {
    image: referenceText(reference.digest === undefined ? reference : { ...reference, tag: undefined }),
    tag: reference.digest ?? reference.tag ?? "latest",
    platform: platformText(platform),
    access: found === undefined ? {} : { credential: clientCredential(found) },
    progress: (message) => {
      tell(message);
      session.pulling?.(text, message);
    },
  });
}

/** A pull's lines as tasks, one a layer. */
function taskTeller(task: BaseImageContext["task"]): (message: ProgressMessage) => void {
  const started = new Map<string, number>();
  return ({ id, status, progressDetail }) => {
    if (id === undefined || status === undefined || status.startsWith("Pulling from")) return;
    const startedAt = started.get(id) ?? Date.now();
    started.set(id, startedAt);
    const isDone = status === "Pull complete" || status === "Already exists";
    const { current = 0, total = 0 } = progressDetail ?? {};
    task({ id: `layer ${id}`, current, total, startedAt, ...(isDone ? { completedAt: Date.now() } : {}) });
  };
}

async function bring(
  op: Op,
  images: BaseImageSource,
  source: ImageSource,
  context: BaseImageContext,
): Promise<readonly TreeLayer[]> {
  const query = { reference: source.reference, platform: source.platform, mode: source.resolveMode };
  const isExact = parseReference(source.reference).digest !== undefined;
  const image = await getImage(op, images, isExact ? { ...query, mode: "default" } : query, context);
  await images.admit(op, image, "build");
  return images.layersOf(image).map((layer) => ({ of: "image", ...layer }));
}

function resolvedBase({ reference: text }: ImageQuery, image: ResolvedImage): ResolvedBase {
  const reference = parseReference(text);
  const tag = reference.tag ?? (reference.digest === undefined ? "latest" : undefined);
  return {
    reference: referenceText({ ...reference, tag, digest: image.id }),
    digest: image.id,
    config: image.config,
  };
}
