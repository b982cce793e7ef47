import type { AuthConfig, AuthenticateOkBody, DistributionInspect, SearchResult } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Filters } from "#formats/filters.ts";
import type { ClientAccess } from "../../registry-auth.ts";

/** What the routes about registries need of an engine. */
export interface RegistryBackend {
  /** Checks a credential with its registry. */
  authenticate(op: Op, config: AuthConfig): Promise<AuthenticateOkBody>;
  /** What a registry has under a name, without pulling it. */
  inspectDistribution(op: Op, name: string, access: ClientAccess): Promise<DistributionInspect>;
  /** @throws invalid-argument for filters and limits */
  search(op: Op, query: SearchRequest): Promise<SearchResult[]>;
}

export interface SearchRequest {
  readonly term: string;
  /** 0: as many as Docker asks for by itself. */
  readonly limit: number;
  readonly filters: Filters;
  readonly access: ClientAccess;
}
