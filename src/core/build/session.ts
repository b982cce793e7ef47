import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import type { TokenGiver } from "../registry/contract.ts";
import type { LocalSelection } from "./source-operations.ts";

/**
 * What the client of a build has and the engine asks for while it builds: files, secrets, agents, credentials. Each face has
 * its own (BuildKit's session over gRPC, frames on our own connection, or the body of `POST /build`). What a client
 * does not offer is an error that names it, when it is asked for.
 */
export interface BuildSession {
  /** Aborted when the client has gone: its builds end. */
  readonly gone: AbortSignal;

  /** Files by the name of a context. @throws not-found `no local sources enabled`, where there is none of the name */
  localFiles(op: Op, name: string, selection: LocalSelection): Promise<LocalFiles>;

  /** @returns undefined where the client has none of the name */
  secret(op: Op, id: string): Promise<Uint8Array | undefined>;

  /** Whether the client forwards the agent. */
  hasSshAgent(op: Op, id: string): Promise<boolean>;

  /** A new connection to the client's agent. @throws not-found */
  openSshAgent(op: Op, id: string): Promise<ByteChannel>;

  /** Of a registry's host; undefined: none. */
  registryCredentials(op: Op, host: string): Promise<RegistryCredentials | undefined>;

  /** Hears how a base image is pulled, in the messages of `docker pull`; absent: a step's tasks are enough. */
  pulling?(reference: string, message: ProgressMessage): void;

  /** Bytes that the client offered under a URL of its own: a context on its stdin. @throws not-found */
  upload(op: Op, url: string): Promise<AsyncIterable<Uint8Array>>;

  /** Receives the output of exporter number `exporter`: one file, such as a tar. */
  receiveFile(op: Op, exporter: number, content: AsyncIterable<Uint8Array>): Promise<void>;

  /** Receives the output of exporter number `exporter`: a tree of files, read from an open folder of this machine. */
  receiveTree(op: Op, exporter: number, tree: SentTree): Promise<void>;

  /** Content that the client offers by its digests; undefined: none. */
  readonly stores?: ClientStores | undefined;
}

/**
 * A client's stores of blobs, by name: `oci:NAME` is the OCI layout of a named context, `local:PATH` a cache in a folder, and
 * `export` the folder of an output. Their indexes are the client's own.
 */
export interface ClientStores {
  /** @throws not-found */
  readBlob(op: Op, store: string, digest: Digest): AsyncIterable<Uint8Array>;

  /** Adds a blob, unless it is there; the client checks its digest. */
  writeBlob(op: Op, store: string, blob: ClientBlob): Promise<void>;

  /** Has the client note in its index what the store stands for now. Absent: the client does so by what the build answers. */
  publish?(op: Op, store: string, blob: Pick<Descriptor, "mediaType" | "digest" | "size">): Promise<void>;
}

export interface ClientBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Where a context's files are. */
export type LocalFiles =
  /** A folder of this machine, which its owner may change meanwhile: files are read once and checked as they are. */
  | { readonly at: "folder"; readonly path: string }
  /** Elsewhere: listed whole, then asked for one by one. To be closed. */
  | { readonly at: "client"; readonly files: RemoteFiles };

export interface RemoteFiles extends AsyncDisposable {
  /** All that the selection names, parents before children, sorted as BuildKit's fsutil does (by path element). */
  list(op: Op): AsyncIterable<TreeFile>;
  /** The content of a regular file that was listed. Several may be read at one time. */
  read(op: Op, path: string): AsyncIterable<Uint8Array>;
}

export interface SentTree {
  /** A descriptor of the tree's root. Borrowed until the call has ended. */
  readonly root: number;
  /** Instead of each file's own; seconds since 1970. */
  readonly sourceDateEpoch?: number;
}

/** A pair of byte streams that ends with either. */
export interface ByteChannel extends AsyncDisposable {
  readonly incoming: AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
  endOutgoing(): void;
}

/** Both empty: the client only gives tokens. */
export interface RegistryCredentials {
  readonly username: string;
  readonly secret: string;
  readonly giveToken?: TokenGiver;
}
