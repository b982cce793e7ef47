import type { Op } from "#base/op.ts";
import { changeConfig } from "../config/save-config.ts";
import type { Io } from "../io/io.ts";
import { type AuthEntry, authEntryOf, readAuthEntry } from "./auth-entry.ts";
import { type Credential, noCredential } from "./credential.ts";
import type { HelperEntry } from "./helper.ts";
import { hostnameOf } from "./keys.ts";

/** Where credentials are kept, by the registry's key. */
export interface CredentialStore {
  /** `noCredential` when there is none. */
  get(op: Op, key: string): Promise<Credential>;
  /** Under its `serveraddress`. */
  store(op: Op, credential: Credential): Promise<void>;
  erase(op: Op, key: string): Promise<void>;
}

/** The user name under which helpers keep identity tokens. */
const tokenUser = "<token>";

/** The entries of `config.json` itself, where passwords are not encrypted. */
export class FileStore implements CredentialStore {
  readonly #io: Io;
  #auths: Readonly<Record<string, AuthEntry>>;
  readonly #credsStore: string;
  #warned = false;

  /** `credsStore` is written along: a helper that was found stays the one in use. */
  constructor(io: Io, credsStore = "") {
    this.#io = io;
    this.#credsStore = credsStore;
    this.#auths = io.config.auths ?? {};
  }

  async get(_op: Op, key: string): Promise<Credential> {
    const entry = this.#auths[key];
    if (entry !== undefined) return readAuthEntry(entry, key);
    // Entries of old are kept under URLs.
    const old = Object.entries(this.#auths).find(([name]) => hostnameOf(name) === key);
    return old === undefined ? noCredential : readAuthEntry(old[1], old[0]);
  }

  async store(_op: Op, credential: Credential): Promise<void> {
    const key = credential.serveraddress;
    const entry = authEntryOf(credential);
    const known = this.#auths[key];
    if (known !== undefined && JSON.stringify(authEntryOf(readAuthEntry(known, key))) === JSON.stringify(entry)) return;
    this.#change((auths) => {
      auths[key] = entry;
    });
    if (credential.password !== "") this.#warn();
  }

  async erase(_op: Op, key: string): Promise<void> {
    if (!Object.hasOwn(this.#auths, key)) return;
    this.#change((auths) => {
      delete auths[key];
    });
  }

  #change(change: (auths: Record<string, AuthEntry>) => void): void {
    changeConfig(this.#io.engine.configFolder, (config) => {
      const auths = { ...(config["auths"] as Record<string, AuthEntry> | undefined) };
      change(auths);
      this.#auths = Object.fromEntries(Object.entries(auths).sort(([a], [b]) => (a < b ? -1 : 1)));
      return { auths: this.#auths, ...(this.#credsStore === "" ? {} : { credsStore: this.#credsStore }) };
    });
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#io.stderr.write(
      `\nWARNING! Your credentials are stored unencrypted in '${this.#io.engine.configFolder}/config.json'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
    );
  }
}

/** What keeps secrets by server: a helper program, or the vault. */
export interface SecretKeeper {
  get(op: Op, server: string): Promise<HelperEntry | undefined>;
  store(op: Op, entry: HelperEntry): Promise<void>;
  erase(op: Op, server: string): Promise<void>;
}

/** Secrets with a keeper; `config.json` keeps only that there is a credential. */
export class HelperStore implements CredentialStore {
  readonly #helper: SecretKeeper;
  readonly #file: FileStore;

  constructor(helper: SecretKeeper, file: FileStore) {
    this.#helper = helper;
    this.#file = file;
  }

  async get(op: Op, key: string): Promise<Credential> {
    const entry = await this.#helper.get(op, key);
    if (entry === undefined) return noCredential;
    const isToken = entry.Username === tokenUser;
    const secret = isToken ? { identitytoken: entry.Secret } : { username: entry.Username, password: entry.Secret };
    return { ...noCredential, ...secret, serveraddress: key };
  }

  async store(op: Op, credential: Credential): Promise<void> {
    const { serveraddress, username, password, identitytoken } = credential;
    const secret =
      identitytoken === "" ? { Username: username, Secret: password } : { Username: tokenUser, Secret: identitytoken };
    await this.#helper.store(op, { ServerURL: serveraddress, ...secret });
    await this.#file.store(op, { ...noCredential, serveraddress });
  }

  async erase(op: Op, key: string): Promise<void> {
    await this.#helper.erase(op, key);
    await this.#file.erase(op, key);
  }
}

/** Credentials of the environment before those of another store, which takes all that is new. */
export class EnvironmentStore implements CredentialStore {
  readonly #auths: Readonly<Record<string, AuthEntry>>;
  readonly #rest: CredentialStore;
  readonly #erased = new Set<string>();

  constructor(auths: Readonly<Record<string, AuthEntry>>, rest: CredentialStore) {
    this.#auths = auths;
    this.#rest = rest;
  }

  async get(op: Op, key: string): Promise<Credential> {
    const entry = this.#erased.has(key) ? undefined : this.#auths[key];
    return entry === undefined ? this.#rest.get(op, key) : readAuthEntry(entry, key);
  }

  store(op: Op, credential: Credential): Promise<void> {
    return this.#rest.store(op, credential);
  }

  erase(op: Op, key: string): Promise<void> {
    this.#erased.add(key);
    return this.#rest.erase(op, key);
  }
}
