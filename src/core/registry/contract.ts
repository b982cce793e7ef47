import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";

/**
 * Registries, spoken to in the OCI distribution protocol 1.1 (and Docker's registry v2, where it differs).
 *
 * Vocabulary. A *repository* is `domain/path`. An *endpoint* is one place that may answer for a domain: a mirror, or the
 * registry itself; which there are, and how each is reached (certificates, http, proxies), is configuration that is read anew for
 * every repository that is opened. A *credential* is what the client sent for the domain: it goes to the domain's own endpoint and to
 * its token server over https alone, never to a mirror, along a redirect, or to a foreign URL.
 *
 * What is large (blobs) goes through files and a Worker; documents go through memory and are bounded.
 * Errors are `EngineError`s in Docker's words; a request that fails for a passing reason is tried again before its failure is told.
 */
export interface Registries {
  /** Opens a repository. Makes no request. */
  repository(name: RepositoryName, access: RegistryAccess): Repository;

  /** Checks a credential with its registry (`POST /auth`). @throws unauthorized · unavailable */
  login(op: Op, login: Login): Promise<LoginAnswer>;

  /** Asks the index of the term's domain (Docker Hub when it names none). @throws unauthorized · unavailable */
  search(op: Op, query: SearchQuery): Promise<SearchResult[]>;
}

export interface RepositoryName {
  readonly domain: string;
  readonly path: string;
}

/** What a client sends along: the decoded `X-Registry-Auth` (moby api/types/registry, AuthConfig). */
export interface RegistryCredential {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly serverAddress?: string;
  /** Asks the token server instead of a password. */
  readonly identityToken?: string;
  /** Sent as it is. */
  readonly registryToken?: string;
  /** Asks token servers in place of this side, which is not told the secret. */
  readonly giveToken?: TokenGiver;
}

/** Asks a token server for a token. @throws EngineError */
export type TokenGiver = (op: Op, question: TokenQuestion) => Promise<GivenToken>;

/** What a registry wants a token for. */
export interface TokenQuestion {
  /** The token server's URL. */
  readonly realm: string;
  readonly service: string;
  readonly scopes: readonly string[];
}

export interface GivenToken {
  readonly text: string;
  /** 0: it is not said. */
  readonly lifeS: number;
}

export interface RegistryAccess {
  readonly credential?: RegistryCredential;
  /** What the token is asked for. */
  readonly actions: "pull" | "pull,push" | "pull,push,delete";
  /** Headers of the client to pass on, `X-Meta-…`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoredManifest {
  /** Media type, digest and size of the bytes. */
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

/** One repository, for as long as one operation needs it. */
export interface Repository extends AsyncDisposable {
  readonly name: RepositoryName;

  /** The endpoint that answered last, for progress: `https://mirror.example`. Undefined before the first answer. */
  readonly route: string | undefined;

  /** What a tag or digest stands for. One HEAD; a GET where the registry gives no digest with it. @throws not-found · unauthorized */
  resolve(op: Op, reference: string): Promise<Descriptor>;

  /**
   * A manifest or index by tag or digest, checked against its digest.
   * @throws not-found · unauthorized · resource-exhausted beyond 4 MiB · invalid-argument when the bytes are others
   */
  manifest(op: Op, reference: string): Promise<StoredManifest>;

  /** A small blob (a config), checked. @throws not-found · resource-exhausted · invalid-argument */
  blob(op: Op, blob: Descriptor, options: { readonly limitBytes: number }): Promise<Buffer>;

  /**
   * Brings a blob into a file, from where the file ends; tries again with back-off and Range after a break. Resolves when the file is
   * whole and its digest was found right. A failure leaves what is there for the next try, except bytes of a wrong digest: those are cut.
   * Once it has settled, nothing writes to the file any more.
   * @throws not-found · unauthorized · invalid-argument for another size or digest · unavailable when all tries failed
   */
  download(op: Op, blob: Descriptor, target: DownloadTarget): Promise<void>;

  /**
   * Sends a blob from a file, unless the repository has it or can mount it.
   * @throws unauthorized · unavailable
   */
  upload(op: Op, blob: Descriptor, source: UploadSource): Promise<UploadOutcome>;

  /** Stores a manifest under a tag, or under its digest. */
  putManifest(op: Op, manifest: StoredManifest, reference: string): Promise<void>;

  hasManifest(op: Op, digest: Digest): Promise<boolean>;

  /** All tags, page by page. @throws not-found */
  tags(op: Op): Promise<string[]>;

  /** What refers to a manifest: the referrers API, or the tag scheme of the spec where there is none. */
  referrers(op: Op, digest: Digest): Promise<Descriptor[]>;
}

export interface DownloadTarget {
  /** A file; made when it is not there. Bytes are only appended, so that others may read it as it grows. */
  readonly path: string;
  /** Called a few times per second with the file's size, and at the end of each try. */
  readonly progress?: (sizeBytes: number) => void;
  /** A try failed and another follows after so long. */
  readonly retrying?: (error: Error, delayMs: number) => void;
}

export interface UploadSource {
  readonly path: string;
  /** Repositories of the same registry that are known to have the blob, best first. */
  readonly mountFrom: readonly RepositoryName[];
  readonly progress?: (sentBytes: number) => void;
}

export type UploadOutcome =
  | { readonly how: "uploaded" | "present" }
  | { readonly how: "mounted"; readonly from: RepositoryName };

export interface Login extends RegistryCredential {
  readonly serverAddress: string;
}

export interface LoginAnswer {
  /** `Login Succeeded`. */
  readonly status: string;
  readonly identityToken: string;
}

export interface SearchQuery {
  readonly term: string;
  readonly limit: number;
  readonly credential?: RegistryCredential;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SearchResult {
  readonly name: string;
  readonly description: string;
  readonly starCount: number;
  readonly isOfficial: boolean;
  readonly isAutomated: boolean;
}
