import { createReadStream } from "node:fs";
import type { Op } from "#base/op.ts";
import type { LocalCacheExport } from "#core/build/cache/cache-options.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { storesOf } from "../sources/oci-layout/client-store.ts";
import type { CacheRoom } from "./export-caches.ts";
import type { CacheStore } from "./write-manifest-cache.ts";

/** A folder of the client. @throws not-found for a client that offers none */
export function localStore({ images, context }: CacheRoom, { dest }: Pick<LocalCacheExport, "dest">): CacheStore {
  const name = `local:${dest}`;
  const stores = storesOf(context.session, name);
  const add = (op: Op, { digest, size }: Descriptor): Promise<void> => {
    const content = createReadStream(images.content.pathOf(digest), { highWaterMark: 1 << 20 });
    return stores.writeBlob(op, name, { digest, sizeBytes: size, content });
  };
  return {
    add,
    async finish(op, manifest) {
      await add(op, manifest);
      await stores.publish?.(op, name, manifest);
    },
    async [Symbol.asyncDispose]() {},
  };
}
