import { notSupported } from "#base/errors.ts";
import type { Registries } from "#core/registry/contract.ts";

/** Refuses by name what needs a registry. */
export const noRegistries: Registries = {
  repository() {
    throw notSupported("registries");
  },
  async login() {
    throw notSupported("registries");
  },
  async search() {
    throw notSupported("registries");
  },
};
