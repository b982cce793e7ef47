import { EngineError, notSupported } from "#base/errors.ts";
import type { ContextPlace, FrontendQuestion, FrontendRequest, GivenInput } from "#core/build/request.ts";
import type { Platform } from "#formats/oci/image.ts";
import { attestationsOf } from "./attestations.ts";
import { booleanOf, limitsOf, networkOf, platformsOf, resolveModeOf } from "./option-values.ts";

export type FrontendOptions = Readonly<Record<string, string>>;

export interface FrontendGround {
  readonly hostPlatform: Platform;
  /** Of the session: names what of the client's files may still be here. */
  readonly sharedKey: string;
  readonly inputs: Readonly<Record<string, GivenInput>>;
}

/** The options of `dockerfile.v0` as what they ask for. @throws invalid-argument · not-implemented for what does not act */
export function frontendRequest(options: FrontendOptions, ground: FrontendGround): FrontendRequest {
  refuseOthers(options);
  const buildArgs = below(options, "build-arg:");
  return {
    ...placesOf(options, ground),
    target: options["target"] ?? "",
    buildArgs,
    labels: below(options, "label:"),
    platforms: platformsOf(options["platform"] ?? "", ground.hostPlatform),
    noCache: noCacheOf(options["no-cache"]),
    resolveMode: resolveModeOf(options["image-resolve-mode"] ?? ""),
    network: networkOf(options["force-network-mode"] ?? ""),
    hostname: buildArgs["BUILDKIT_SANDBOX_HOSTNAME"] || (options["hostname"] ?? ""),
    limits: limitsOf(options),
    namedContexts: below(options, "context:"),
    inputs: ground.inputs,
    ask: questionOf(options["requestid"] ?? ""),
    syntax: buildArgs["BUILDKIT_SYNTAX"] ?? "",
    ...multiPlatformOf(buildArgs["BUILDKIT_MULTI_PLATFORM"] || (options["multi-platform"] ?? "")),
    dialect: "buildkit",
    facts: factsOf(options),
    check: buildArgs["BUILDKIT_DOCKERFILE_CHECK"] ?? "",
    ...(attestationsOf(options).sbom === undefined ? {} : { catalogued: true }),
  };
}

/** Whether the frontend is the one that is built in: by its name, or as an image of it. @throws invalid-argument · not-implemented */
export function checkFrontend(frontend: string, options: FrontendOptions): void {
  if (frontend === "dockerfile.v0") return;
  if (frontend !== "gateway.v0") throw new EngineError("invalid-argument", `invalid frontend: ${frontend}`);
  const source = options["source"] ?? "";
  if (source === "") throw new EngineError("invalid-argument", "no source specified for gateway");
  if (!isDockerfileFrontend(source)) throw notSupported(`frontend image ${source}`);
}

/** `docker/dockerfile` of any version, from where Docker publishes it. */
function isDockerfileFrontend(source: string): boolean {
  return /^(?:(?:index\.)?docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@].*)?$/.test(source);
}

const known = new Set(
  (
    "add-hosts cache-from cache-imports cgroup-parent cmdline context contextkey contextsubdir dockerfilekey filename " +
    "force-network-mode frontend.caps hostname image-resolve-mode multi-platform no-cache platform requestid shm-size " +
    "source target ulimit"
  ).split(" "),
);

const knownPrefixes = /^(?:build-arg|label|context|input-metadata|local-sessionid|attest|vcs):/;

/** Of BuildKit's frontends, as `frontend.caps` asks for them. */
const capabilities = new Set(
  ["inputs", "subrequests", "contexts", "gitquerystring"].map((name) => `moby.buildkit.frontend.${name}`),
);

function refuseOthers(options: FrontendOptions): void {
  for (const name of Object.keys(options))
    if (!known.has(name) && !knownPrefixes.test(name)) throw notSupported(`frontend option ${name}`);
  for (const wanted of (options["frontend.caps"] ?? "").split(",").filter((text) => text !== "")) {
    const [name = ""] = wanted.split("+");
    if (!capabilities.has(name)) throw notSupported(`frontend capability ${wanted}`);
  }
  for (const name of ["contextsubdir", "cache-from"]) if (options[name]) throw notSupported(`frontend option ${name}`);
}

/** @see moby/buildkit frontend/dockerui/context.go */
function placesOf(
  options: FrontendOptions,
  { sharedKey, inputs }: FrontendGround,
): Pick<FrontendRequest, "context" | "dockerfile"> {
  const local = (name: string): ContextPlace => ({ from: "local", name, sharedKeyHint: `${name}:${sharedKey}` });
  const url = options[options["contextkey"] ?? "context"] ?? "";
  const keepGitDir = options["build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR"];
  const keeps = keepGitDir === undefined ? {} : { keepGitDir: booleanOf("BUILDKIT_CONTEXT_KEEP_GIT_DIR", keepGitDir) };
  // A client that has no URL may have put both together itself.
  const own = (name: string): ContextPlace =>
    url === "" && inputs[name] !== undefined ? { from: "input", name } : local(name);
  const context: ContextPlace = url === "" ? own("context") : { from: "url", url, ...keeps };
  const isApart = url === "" || options["dockerfilekey"] !== undefined;
  const path = options["filename"] || "Dockerfile";
  return {
    context,
    dockerfile: { path, context: isApart ? own(options["dockerfilekey"] ?? "dockerfile") : context },
  };
}

function noCacheOf(text: string | undefined): FrontendRequest["noCache"] {
  if (text === undefined) return [];
  return text === "" ? "all" : text.split(",");
}

const questions: Readonly<Record<string, FrontendQuestion>> = {
  "": "build",
  "frontend.lint": "lint",
  "frontend.outline": "outline",
  "frontend.targets": "targets",
  "frontend.subrequests.describe": "describe",
};

function questionOf(request: string): FrontendQuestion {
  const question = questions[request];
  if (question === undefined)
    throw new EngineError("not-implemented", `unsupported request ${request}`, { data: { subrequest: request } });
  return question;
}

function multiPlatformOf(text: string): Pick<FrontendRequest, "multiPlatform"> {
  return text === "" ? {} : { multiPlatform: booleanOf("multi-platform", text) };
}

function factsOf(options: FrontendOptions): Record<string, string> {
  const names = Object.keys(options).filter(
    (name) => ["cmdline", "filename"].includes(name) || name.startsWith("vcs:"),
  );
  return Object.fromEntries(names.map((name) => [name, options[name] ?? ""]));
}

function below(options: FrontendOptions, prefix: string): Record<string, string> {
  const names = Object.keys(options).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), options[name] ?? ""]));
}
