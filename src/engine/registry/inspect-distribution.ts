import type { DistributionInspect } from "#api/types.gen.ts";
import { isDigest } from "#base/digest.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { Registries, RegistryAccess, Repository, StoredManifest } from "#core/registry/contract.ts";
import { type AnswerFacts, registryAnswer } from "#core/registry/errors.ts";
import { decodeConfig, decodeDocument, maxConfigBytes } from "#formats/oci/decode.ts";
import type { Platform } from "#formats/oci/image.ts";
import { isIndexType, mediaTypes } from "#formats/oci/media-types.ts";
import { parseReference, withDefaultTag } from "#formats/reference/reference.ts";

export interface DistributionQuestion {
  readonly name: string;
  readonly access: Omit<RegistryAccess, "actions">;
}

/**
 * What a registry has under a name (moby daemon/server/router/distribution).
 * @throws as the registry says, in its own words
 */
export async function inspectDistribution(
  op: Op,
  registries: Registries,
  { name, access }: DistributionQuestion,
): Promise<DistributionInspect> {
  if (isDigest(name) || /^[0-9a-f]{64}$/.test(name))
    throw new EngineError("unknown", "no manifest found for full image ID");
  const { domain, path, tag, digest } = withDefaultTag(parseReference(name));
  await using repository = registries.repository({ domain, path }, { ...access, actions: "pull" });
  try {
    const resolved = digest === undefined ? await repository.resolve(op, tag ?? "latest") : undefined;
    const manifest = await repository.manifest(op, resolved?.digest ?? digest ?? "");
    const { mediaType, size } = manifest.descriptor;
    const view = { mediaType, digest: manifest.descriptor.digest as string, size: resolved?.size ?? size };
    return { Descriptor: view, Platforms: (await platformsOf(op, repository, manifest)) ?? null };
  } catch (error) {
    throwIfEnded(op);
    throw plain(error);
  }
}

/** What a pull makes of a refusal is not said here. */
function plain(error: unknown): unknown {
  if (!isEngineError(error)) return error;
  const facts = error.data as Partial<AnswerFacts>;
  const { answer, status = 0, registryCode = "" } = facts;
  return answer === undefined ? error : registryAnswer(answer, { status, registryCode });
}

/** Of an index those it lists; of Docker's manifest that of its config, if it can be had; of OCI's none, as with Docker. */
async function platformsOf(
  op: Op,
  repository: Repository,
  { descriptor, bytes }: StoredManifest,
): Promise<Platform[] | undefined> {
  const { mediaType } = descriptor;
  if (isIndexType(mediaType)) {
    const document = decodeDocument(bytes, mediaType);
    const none = { architecture: "", os: "" };
    const listed = "index" in document ? document.index.manifests.map(({ platform }) => platform ?? none) : [];
    return listed.length === 0 ? undefined : listed;
  }
  if (mediaType !== mediaTypes.dockerManifest) return undefined;
  const document = decodeDocument(bytes, mediaType);
  if (!("manifest" in document)) return undefined;
  try {
    const config = decodeConfig(await repository.blob(op, document.manifest.config, { limitBytes: maxConfigBytes }));
    const { architecture = "", os = "", variant } = config;
    if (architecture === "" && os === "") return undefined;
    return [{ architecture, os, ...(variant === undefined ? {} : { variant }) }];
  } catch (error) {
    throwIfEnded(op);
    op.log.debug("no platform of an image without its config", { error });
    return undefined;
  }
}
