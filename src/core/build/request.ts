import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import type { Input } from "./graph.ts";
import type { RunLimits, RunNetwork } from "./run-operation.ts";
import type { ImageResolveMode } from "./source-operations.ts";

/** What a Dockerfile build is asked to do: the options of BuildKit's `dockerfile.v0` frontend, decoded and checked. */
export interface FrontendRequest {
  /** Where files come from. */
  readonly context: ContextPlace;
  /** Its path in the context, or the text itself. `Dockerfile` by default (and `dockerfile` where only that is there). */
  readonly dockerfile: { readonly path: string; readonly context: ContextPlace } | { readonly text: string };
  /** Empty: the last stage. */
  readonly target: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty: this machine's. */
  readonly platforms: readonly Platform[];
  /** `all`, or names of stages. */
  readonly noCache: "all" | readonly string[];
  readonly resolveMode: ImageResolveMode;
  readonly network: RunNetwork;
  readonly hostname: string;
  readonly limits: RunLimits;
  /** Further contexts by name, which replace stages and images of that name: `docker-image://…`, `local:NAME`, a URL, `input:NAME`, `oci-layout://…`; of one platform alone as `NAME::linux/arm64`. */
  readonly namedContexts: Readonly<Record<string, string>>;
  /** The trees that `input:` contexts stand for, and perhaps the context itself. */
  readonly inputs: Readonly<Record<string, GivenInput>>;
  readonly ask: FrontendQuestion;
  /** `BUILDKIT_SYNTAX` or the client's `syntax`; a foreign one is refused. */
  readonly syntax: string;
  /** An index even of one platform. */
  readonly multiPlatform?: boolean;
  /** Of the classic builder: how steps are worded in the history, and what differs in its language. */
  readonly dialect: "buildkit" | "classic";
  /** Where the client says which file and options it was: `cmdline`, `filename`, `contextsubdir`, `vcs:*`. */
  readonly facts: Readonly<Record<string, string>>;
  /** What the linter leaves out or makes an error, as the `check` directive says it (`BUILDKIT_DOCKERFILE_CHECK`). */
  readonly check: string;
  /** An SBOM is made of the result: what `BUILDKIT_SBOM_SCAN_STAGE` and `BUILDKIT_SBOM_SCAN_CONTEXT` name is needed too. */
  readonly catalogued?: boolean;
  /** Names that steps may use of devices, with the devices that they stand for. */
  readonly deviceAliases?: ReadonlyMap<string, string>;
}

/** `build` makes images; the others only read the Dockerfile. */
export type FrontendQuestion = "build" | "lint" | "outline" | "targets" | "describe";

export type ContextPlace =
  | { readonly from: "local"; readonly name: string; readonly sharedKeyHint: string }
  /** A git repository, a tar, or a Dockerfile; or what the session uploads. */
  | { readonly from: "url"; readonly url: string; readonly keepGitDir?: boolean }
  /** One of the request's inputs. */
  | { readonly from: "input"; readonly name: string };

/** A tree that the client has put together: the result of an open job, of another one too (`target:` contexts of bake), or steps of its own. */
export interface GivenInput {
  readonly tree: Input;
  /** Of the image that it is. */
  readonly config?: ImageConfig;
}
