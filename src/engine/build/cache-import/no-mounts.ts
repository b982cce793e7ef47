import type { OpenedCacheSource } from "#core/build/cache/imports.ts";

/** Of a cache that can hold nothing of cache mounts. */
export const noMounts: Pick<OpenedCacheSource, "mounts" | "withMount"> = {
  mounts: [],
  withMount: () => Promise.reject(new TypeError("a cache without mounts was asked for one")),
};
