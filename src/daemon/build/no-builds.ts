import { notSupported } from "#base/errors.ts";
import type { BuildService } from "#core/build/contract.ts";

/** An engine that builds nothing. */
export const noBuilds: BuildService = {
  open() {
    throw notSupported("builds");
  },
  cancel() {},
  diskUsage: () => [],
  prune: async () => [],
  history: () => [],
  forgetHistory: async () => {},
  async replay() {
    throw notSupported("builds");
  },
};
