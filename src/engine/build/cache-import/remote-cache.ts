import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { type CacheParts, cacheParts } from "#core/build/cache/cache-manifest.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { Registries, RegistryAccess, Repository, StoredManifest } from "#core/registry/contract.ts";
import { decodeDocument, maxConfigBytes } from "#formats/oci/decode.ts";
import type { Descriptor, ImageManifest, Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { matchingEntries } from "#formats/oci/platform-match.ts";
import type { Reference } from "#formats/reference/reference.ts";
import { clientCredential } from "../client-credential.ts";
import { maxCacheConfigBytes } from "./manifest-cache.ts";

/** What a registry has under the name of a cache: an image that may say what made it, or a cache that is no image. */
export type RemoteCache =
  | { readonly digest: Digest; readonly config: Uint8Array; readonly layers: readonly Descriptor[] }
  | {
      readonly digest: Digest;
      readonly config: Uint8Array;
      readonly parts: CacheParts;
      readonly access: RegistryAccess;
    };

/** Its documents alone. @throws not-found · unauthorized · unavailable */
export async function readRemoteCache(
  op: Op,
  registries: Pick<Registries, "repository">,
  { reference, platform }: { readonly reference: Reference; readonly platform: Platform },
  session: BuildSession,
): Promise<RemoteCache> {
  const access = await registryAccess(op, session, { domain: reference.domain, actions: "pull" });
  await using repository = registries.repository({ domain: reference.domain, path: reference.path }, access);
  const named = await repository.manifest(op, reference.digest ?? reference.tag ?? "latest");
  const parts = cacheParts(named.bytes, named.descriptor.mediaType);
  if (parts !== undefined) {
    const config = await repository.blob(op, parts.config, { limitBytes: maxCacheConfigBytes });
    return { digest: named.descriptor.digest, config, parts, access };
  }
  const { digest, manifest } = await manifestFor(op, repository, named, platform);
  const config = await repository.blob(op, manifest.config, { limitBytes: maxConfigBytes });
  return { digest, config, layers: manifest.layers };
}

/** With what the client has for the registry. */
export async function registryAccess(
  op: Op,
  session: BuildSession,
  { domain, actions }: Pick<RegistryAccess, "actions"> & { readonly domain: string },
): Promise<RegistryAccess> {
  const found = await session.registryCredentials(op, domain);
  return found === undefined ? { actions } : { actions, credential: clientCredential(found) };
}

async function manifestFor(
  op: Op,
  repository: Repository,
  { descriptor, bytes }: StoredManifest,
  platform: Platform,
): Promise<{ readonly digest: Digest; readonly manifest: ImageManifest }> {
  const document = decodeDocument(bytes, descriptor.mediaType);
  if ("manifest" in document) return { digest: descriptor.digest, manifest: document.manifest };
  const [entry] = matchingEntries(document.index.manifests, platform);
  if (entry === undefined)
    throw new EngineError(
      "not-found",
      `no match for platform in manifest ${descriptor.digest}: ${platformText(platform)}`,
    );
  const inner = await repository.manifest(op, entry.digest);
  const decoded = decodeDocument(inner.bytes, inner.descriptor.mediaType);
  if ("manifest" in decoded) return { digest: inner.descriptor.digest, manifest: decoded.manifest };
  throw new EngineError("invalid-argument", `image index ${descriptor.digest} names an index`);
}
