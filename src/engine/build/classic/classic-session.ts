import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildSession, ByteChannel, LocalFiles, RegistryCredentials } from "#core/build/session.ts";
import type { RegistryCredential } from "#core/registry/contract.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";

/** What `POST /build` brings: one folder, and credentials. */
export class ClassicSession implements BuildSession {
  readonly gone: AbortSignal;
  readonly #folder: string | undefined;
  /** Of base images by their full names, while their steps have not begun. */
  readonly #pulls = new Map<string, readonly ProgressMessage[]>();
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

  pulling(reference: string, message: ProgressMessage): void {
    this.#pulls.set(reference, [...(this.#pulls.get(reference) ?? []), message]);
  }

  /** What was told of the pull that a step needed, once; of names that variables are part of, what comes first. */
  takePull(instruction: string): readonly ProgressMessage[] {
    const [, name] = /^from\s+(?:--\S+\s+)*(\S+)/i.exec(instruction) ?? [];
    const [, source] = /^copy\s.*--from=(\S+)/i.exec(instruction) ?? [];
    const wanted = normalName(name ?? source ?? "");
    const first = name?.includes("$") === true ? [...this.#pulls.keys()][0] : undefined;
    const reference = wanted !== undefined && this.#pulls.has(wanted) ? wanted : first;
    const told = reference === undefined ? undefined : this.#pulls.get(reference);
    if (reference !== undefined) this.#pulls.delete(reference);
    return told ?? [];
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

function normalName(text: string): string | undefined {
  try {
    return referenceText(withDefaultTag(parseReference(text)));
  } catch {
    return undefined;
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
