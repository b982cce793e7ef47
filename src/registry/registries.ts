import type { Op } from "#base/op.ts";
import type {
  Login,
  LoginAnswer,
  Registries,
  RegistryAccess,
  Repository,
  RepositoryName,
  SearchQuery,
  SearchResult,
} from "#core/registry/contract.ts";
import { credentialsFor } from "./auth/credentials.ts";
import { login } from "./auth/login.ts";
import { EndpointChain } from "./endpoint-chain.ts";
import { endpointsOf } from "./endpoints/endpoints-of.ts";
import { RemoteRepository } from "./repository.ts";
import { search } from "./search.ts";
import type { RegistrySettings } from "./settings.ts";
import { Transfers } from "./transfer/transfers.ts";

/** Registries by the distribution protocol. `settings` is asked for anew each time. */
export class RemoteRegistries implements Registries, AsyncDisposable {
  readonly #settings: () => RegistrySettings;
  readonly #transfers = new Transfers();

  constructor(settings: () => RegistrySettings) {
    this.#settings = settings;
  }

  repository(name: RepositoryName, { credential, actions, headers = {} }: RegistryAccess): Repository {
    const settings = this.#settings();
    const pulling = actions === "pull";
    const familiarName = familiarNameOf(name);
    const chain = new EndpointChain({
      settings,
      credentials: credentialsFor(name.domain, credential),
      actions,
      headers,
      familiarName,
      endpoints: async () => {
        const endpoints = await endpointsOf(name, settings);
        // What is pushed is looked for where it goes.
        return pulling ? endpoints : endpoints.filter(({ capabilities }) => capabilities.includes("push"));
      },
    });
    return new RemoteRepository({ name, familiarName, pulling, chain, transfers: this.#transfers, settings });
  }

  login(op: Op, given: Login): Promise<LoginAnswer> {
    return login(op, this.#settings(), given);
  }

  search(op: Op, query: SearchQuery): Promise<SearchResult[]> {
    return search(op, this.#settings(), query);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transfers[Symbol.asyncDispose]();
  }
}

function familiarNameOf({ domain, path }: RepositoryName): string {
  return domain === "docker.io" ? path.replace(/^library\/(?=[^/]+$)/, "") : `${domain}/${path}`;
}
