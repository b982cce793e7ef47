import type { Op } from "#base/op.ts";
import type { Reference } from "#formats/reference/reference.ts";
import type { Io } from "../io/io.ts";
import { type AuthEntry, readAuthEntry } from "./auth-entry.ts";
import { type Credential, isCredential, registryAuthHeader } from "./credential.ts";
import { defaultStore } from "./default-store.ts";
import { environmentAuths } from "./environment.ts";
import { CredentialHelper } from "./helper.ts";
import { hubKey, namespaceKeys, storeKey } from "./keys.ts";
import { type CredentialStore, EnvironmentStore, FileStore, HelperStore, type SecretKeeper } from "./stores.ts";

/** As `credsStore` and `credHelpers` name the encrypted store. */
const ownStore = "gantry";

/** The user's credentials: those of the environment, of helpers and of `config.json`. */
export class Credentials {
  readonly #io: Io;
  /** The helper for all registries that have none of their own. */
  readonly #default: string;
  readonly #file: FileStore;
  readonly #environment: Readonly<Record<string, AuthEntry>>;
  /** Stores by the helper that is behind them; the empty name is the file. */
  readonly #stores = new Map<string, CredentialStore>();

  constructor(io: Io) {
    this.#io = io;
    const found = defaultStore(io);
    this.#default = io.config.credsStore || found;
    this.#file = new FileStore(io, found);
    this.#environment = environmentAuths(io);
  }

  /** The store that is configured for a registry. */
  storeFor(key: string): CredentialStore {
    const credHelpers = this.#io.config.credHelpers ?? {};
    const helper = (Object.hasOwn(credHelpers, key) ? credHelpers[key] : undefined) ?? this.#default;
    const known = this.#stores.get(helper);
    if (known !== undefined) return known;
    const kept = helper === "" ? this.#file : new HelperStore(this.#keeper(helper), this.#file);
    const store = Object.keys(this.#environment).length === 0 ? kept : new EnvironmentStore(this.#environment, kept);
    this.#stores.set(helper, store);
    return store;
  }

  /**
   * What to show the registry of a reference: the account of the longest part of its name that has one of its own
   * (containers-auth.json(5)), otherwise that of the registry, as Docker has it.
   * @throws Error when a helper fails: a credential that cannot be had is not the same as none
   */
  async of(op: Op, reference: Pick<Reference, "domain" | "path">): Promise<Credential> {
    const key = storeKey(reference.domain);
    for (const name of namespaceKeys(reference)) {
      const own = this.#entry(name, key);
      if (own !== undefined) return own;
    }
    const found = await this.storeFor(key).get(op, key);
    if (isCredential(found) || key !== hubKey) return found;
    return this.#entry("docker.io", key) ?? found;
  }

  /** Every credential that the user has, by the registry's key. @throws Error when a helper fails */
  async all(op: Op): Promise<ReadonlyMap<string, Credential>> {
    const { auths = {}, credHelpers = {} } = this.#io.config;
    const keys = [...new Set([auths, credHelpers, this.#environment].flatMap((table) => Object.keys(table)))].sort();
    const found = await Promise.all(keys.map(async (key) => [key, await this.storeFor(key).get(op, key)] as const));
    return new Map(found.filter(([, credential]) => isCredential(credential)));
  }

  /** `of`, as the value of `X-Registry-Auth`. */
  async headerFor(op: Op, reference: Pick<Reference, "domain" | "path">): Promise<string> {
    return registryAuthHeader(await this.of(op, reference));
  }

  /** Our own store needs no program to be called. */
  #keeper(helper: string): SecretKeeper {
    return helper === ownStore ? lateVault(this.#io) : new CredentialHelper(helper, this.#io.env);
  }

  #entry(name: string, key: string): Credential | undefined {
    for (const auths of [this.#environment, this.#io.config.auths ?? {}]) {
      const entry = Object.hasOwn(auths, name) ? auths[name] : undefined;
      const credential = entry === undefined ? undefined : readAuthEntry(entry, key);
      if (credential !== undefined && isCredential(credential)) return credential;
    }
    return undefined;
  }
}

/** The vault, whose ciphers are loaded when they are needed. */
function lateVault(io: Io): SecretKeeper {
  const vault = async (): Promise<SecretKeeper> => new (await import("./vault/vault.ts")).Vault(io);
  return {
    get: async (op, server) => (await vault()).get(op, server),
    store: async (op, entry) => (await vault()).store(op, entry),
    erase: async (op, server) => (await vault()).erase(op, server),
  };
}
