import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { Reference } from "#formats/reference/reference.ts";
import type { Credential } from "../credentials/credential.ts";

export type RepositoryName = Pick<Reference, "domain" | "path">;

/** A manifest or an index as a registry has it. */
export interface RemoteManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** A repository as the client itself speaks to its registry, without an engine. */
export interface RemoteRepository extends AsyncDisposable {
  /** By tag or digest, checked. @throws EngineError */
  manifest(op: Op, reference: string): Promise<RemoteManifest>;
  /** A small blob, checked. @throws EngineError */
  blob(op: Op, blob: Descriptor): Promise<Uint8Array>;
  /** Takes a blob over from another repository of the registry; false when the registry does not do that. */
  mount(op: Op, blob: Descriptor, from: RepositoryName): Promise<boolean>;
  /** Brings a blob of any size into a file that is not there yet, checked. @throws EngineError */
  download(op: Op, blob: Descriptor, path: string): Promise<void>;
  /** Sends a blob from a file, unless the repository has it. @throws EngineError */
  upload(op: Op, blob: Descriptor, path: string): Promise<void>;
  /** Stores a manifest under a tag, or under its digest. @throws EngineError */
  put(op: Op, manifest: RemoteManifest, reference: string): Promise<void>;
}

export interface RepositoryAccess {
  readonly credential: Credential;
  readonly push: boolean;
  /** Plain HTTP, and certificates that nobody vouches for. */
  readonly insecure: boolean;
}

/** Opens a repository; makes no request. The program lends it to its command line. */
export type OpenRepository = (name: RepositoryName, access: RepositoryAccess) => Promise<RemoteRepository>;
