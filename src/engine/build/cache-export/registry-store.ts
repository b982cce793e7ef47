import type { Op } from "#base/op.ts";
import type { RegistryCacheExport } from "#core/build/cache/cache-options.ts";
import { maxDocumentBytes } from "#formats/oci/decode.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { registryAccess } from "../cache-import/remote-cache.ts";
import type { CacheRoom } from "./export-caches.ts";
import type { CacheStore } from "./write-manifest-cache.ts";

/** A repository of a registry, with the client's credentials. */
export async function registryStore(
  op: Op,
  { images, registries, context }: CacheRoom,
  { ref }: Pick<RegistryCacheExport, "ref">,
): Promise<CacheStore> {
  const { domain, path, tag, digest } = parseReference(ref);
  const access = await registryAccess(op, context.session, { domain, actions: "pull,push" });
  const repository = registries.repository({ domain, path }, access);
  return {
    async add(adding, blob) {
      await repository.upload(adding, blob, { path: images.content.pathOf(blob.digest), mountFrom: [] });
    },
    async finish(finishing, descriptor) {
      const bytes = await images.content.read(finishing, descriptor.digest, { limitBytes: maxDocumentBytes });
      await repository.putManifest(finishing, { descriptor, bytes }, digest ?? tag ?? "latest");
    },
    async [Symbol.asyncDispose]() {
      await repository[Symbol.asyncDispose]();
    },
  };
}
