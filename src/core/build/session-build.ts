/**
 * `POST /build?version=2`: a build of BuildKit's that is asked for by Docker's API, whose client serves its files and secrets in a
 * session (moby builder/builder-next).
 */
export interface SessionBuildRequest {
  /** Of the build, to cancel it by, and of the call that brings its context; empty: made up. */
  readonly id: string;
  /** The client's session; empty: none. */
  readonly session: string;
  readonly context: SessionContext;
  /** Options of the Dockerfile frontend by BuildKit's names. */
  readonly options: Readonly<Record<string, string>>;
  /** Normalised. */
  readonly tags: readonly string[];
  readonly outputs: readonly SessionOutput[];
  /** Images whose inline caches may be used. */
  readonly cacheFrom: readonly string[];
  readonly inlineCache: boolean;
  readonly hostNetwork: boolean;
  readonly quiet: boolean;
}

/** Where the context comes from. */
export type SessionContext =
  | { readonly from: "session" }
  /** A git repository or an archive. */
  | { readonly from: "url"; readonly url: string }
  /** The body of the request. */
  | { readonly from: "body"; readonly archive: AsyncIterable<Uint8Array> }
  /** The body of another request that names the same build, as `upload-request:ID`. */
  | { readonly from: "upload" };

export interface SessionOutput {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What such a build brings out: `aux` of an id is a message of BuildKit's, or the image that was built. */
export interface SessionBuildMessage {
  readonly id?: string;
  readonly aux?: unknown;
  readonly stream?: string;
}
