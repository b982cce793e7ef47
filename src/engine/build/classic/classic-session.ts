import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildSession, ByteChannel, LocalFiles, RegistryCredentials } from "#core/build/session.ts";
import type { RegistryCredential } from "#core/registry/contract.ts";

/** What `POST /build` brings: one folder, and credentials. */
export class ClassicSession implements BuildSession {
  readonly gone: AbortSignal;
  readonly #folder: string | undefined;
  readonly #credentials: Readonly<Record<string, RegistryCredential>>;

  constructor(
    gone: AbortSignal,
    brought: {
      readonly folder: string | undefined;
      readonly credentials: Readonly<Record<string, RegistryCredential>>;
    },
  ) {
    this.gone = gone;
    this.#folder = brought.folder;
    this.#credentials = brought.credentials;
  }

  async localFiles(_op: Op, name: string): Promise<LocalFiles> {
    if (this.#folder === undefined) throw notOffered(`local source ${name}`);
    return { at: "folder", path: this.#folder };
  }

  async secret(): Promise<undefined> {
    return undefined;
  }

  async hasSshAgent(): Promise<boolean> {
    return false;
  }

  openSshAgent(_op: Op, id: string): Promise<ByteChannel> {
    return Promise.reject(notOffered(`ssh agent ${id}`));
  }

  async registryCredentials(_op: Op, host: string): Promise<RegistryCredentials | undefined> {
    const found =
      this.#credentials[host] ?? this.#credentials[`https://${host}`] ?? hubCredential(this.#credentials, host);
    if (found?.username === undefined || found.password === undefined) return undefined;
    return { username: found.username, secret: found.password };
  }

  upload(_op: Op, url: string): Promise<AsyncIterable<Uint8Array>> {
    return Promise.reject(notOffered(`upload ${url}`));
  }

  receiveFile(): Promise<void> {
    return Promise.reject(notOffered("place for a file"));
  }

  receiveTree(): Promise<void> {
    return Promise.reject(notOffered("place for files"));
  }
}

/** Docker Hub's is kept under the name that its first API had. */
function hubCredential(
  credentials: Readonly<Record<string, RegistryCredential>>,
  host: string,
): RegistryCredential | undefined {
  return host === "docker.io" ? credentials["https://index.docker.io/v1/"] : undefined;
}

function notOffered(what: string): EngineError {
  return new EngineError("not-found", `the client of this build offers no ${what}`);
}
