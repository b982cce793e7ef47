import { notSupported } from "#base/errors.ts";
import type { CacheSources } from "#core/build/cache/imports.ts";

/** Caches by the types of the places that builds name. */
export function cacheSources(byType: Readonly<Record<string, CacheSources>>): CacheSources {
  return {
    async open(op, from, context) {
      const { type } = from.location;
      const sources = byType[type];
      if (sources === undefined) throw notSupported(`cache import from ${type}`);
      return await sources.open(op, from, context);
    },
  };
}
