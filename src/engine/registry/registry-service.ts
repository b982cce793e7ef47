import type { AuthConfig, AuthenticateOkBody, DistributionInspect, SearchResult } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Registries, RegistryAccess } from "#core/registry/contract.ts";
import type { Filters } from "#formats/filters.ts";
import { inspectDistribution } from "./inspect-distribution.ts";
import { searchImages } from "./search-images.ts";

export interface SearchRequest {
  readonly term: string;
  readonly limit: number;
  readonly filters: Filters;
  readonly access: Omit<RegistryAccess, "actions">;
}

/** What clients ask of registries without an image coming or going. */
export class RegistryService {
  readonly #registries: Registries;

  constructor(registries: Registries) {
    this.#registries = registries;
  }

  async authenticate(op: Op, config: AuthConfig): Promise<AuthenticateOkBody> {
    const { serveraddress: serverAddress = "", identitytoken: identityToken = "", ...rest } = config;
    const { registrytoken: registryToken = "", ...named } = rest;
    const answer = await this.#registries.login(op, { ...named, serverAddress, identityToken, registryToken });
    return { Status: answer.status, IdentityToken: answer.identityToken };
  }

  inspectDistribution(op: Op, name: string, access: Omit<RegistryAccess, "actions">): Promise<DistributionInspect> {
    return inspectDistribution(op, this.#registries, { name, access });
  }

  search(op: Op, request: SearchRequest): Promise<SearchResult[]> {
    return searchImages(op, this.#registries, request);
  }
}
