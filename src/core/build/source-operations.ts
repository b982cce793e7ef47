import type { Digest } from "#base/digest.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { NumericOwner } from "./graph.ts";

/** Steps that bring a tree from elsewhere and read none. */
export type SourceOperation = ImageSource | LocalSource | HttpSource | GitSource | OciLayoutSource | ResultSource;

/** The layers of an image. */
export interface ImageSource {
  readonly kind: "image";
  /** Normalised; with the digest of its manifest or index once that is known, which alone is the cache key then. */
  readonly reference: string;
  readonly platform: Platform;
  readonly resolveMode: ImageResolveMode;
}

/** `default` and `local`: what is here, else pulled, as in dockerd; `pull`: looked up again (`--pull`). */
export type ImageResolveMode = "default" | "pull" | "local";

/** Files of the client, or of what came in their place (a tar on stdin, a folder of this machine). */
export interface LocalSource {
  readonly kind: "local";
  /** `context`, `dockerfile`, or that of a named context: what the build's session knows it by. */
  readonly name: string;
  readonly selection: LocalSelection;
  /** Names what of it the engine may still have from another build. */
  readonly sharedKeyHint: string;
}

export interface LocalSelection {
  /** Patterns as in `.dockerignore`; empty: all. */
  readonly includePatterns: readonly string[];
  readonly excludePatterns: readonly string[];
  /** Only these, with what symlinks on the way lead to; may hold wildcards. Empty: all. */
  readonly followPaths: readonly string[];
}

/** One file. */
export interface HttpSource {
  readonly kind: "http";
  readonly url: string;
  readonly checksum?: string;
  /** Of the file in its tree; else what the server or the URL calls it. */
  readonly fileName?: string;
  /** Permission bits; 0o600 where it is not said. */
  readonly mode?: number;
  readonly owner?: NumericOwner;
  /** Names of the session's secrets that authenticate: HTTP_AUTH_TOKEN_host, HTTP_AUTH_HEADER_host. */
  readonly authTokenSecret?: string;
  readonly authHeaderSecret?: string;
}

export interface GitSource {
  readonly kind: "git";
  /** `https://…`, `ssh://…`, `git://…` or `user@host:path`, without fragment and query. */
  readonly remote: string;
  readonly ref: string;
  /** Below the repository's top; empty: all. */
  readonly subdir: string;
  readonly keepGitDir: boolean;
  /** A commit, or its beginning, that `ref` must be. */
  readonly checksum?: string;
  /** True unless it is said otherwise. */
  readonly submodules: boolean;
  /** `commit`: files get the commit's time. */
  readonly mtime?: "checkout" | "commit";
  readonly fetchByCommit?: boolean;
  readonly authTokenSecret?: string;
  readonly authHeaderSecret?: string;
  /** Of the session's ssh agents, for ssh remotes. */
  readonly sshId?: string;
  readonly knownHosts?: string;
}

/** An image of an OCI layout that the client has (`--build-context name=oci-layout://…`). */
export interface OciLayoutSource {
  readonly kind: "oci-layout";
  /** The name that the session's content store knows it by. */
  readonly store: string;
  readonly digest: Digest;
  readonly platform: Platform;
}

/** What an earlier solve of an open job gave: a bake target that is the context of another. */
export interface ResultSource {
  readonly kind: "result";
  readonly id: string;
}
