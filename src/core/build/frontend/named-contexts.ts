import { parseDigest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { normalizePlatform, platformText } from "#formats/oci/platform.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { BuildError } from "../errors.ts";
import type { FrontendPorts } from "../frontend.ts";
import { type Input, scratch, type Vertex } from "../graph.ts";
import type { FrontendRequest } from "../request.ts";
import { gitSource, readIgnoreFile } from "./build-context.ts";
import { localVertex } from "./source-names.ts";

/** What a name stands for that the client has given a context of its own. */
export interface NamedContext {
  readonly tree: Input;
  /** Of an image. */
  readonly config?: ImageConfig;
  /** Of a folder of the client: stands in the graph until it is known which of its paths are read. */
  readonly restrict?: (paths: readonly string[] | undefined) => Input;
}

export interface NamedContextQuery {
  readonly name: string;
  readonly platform: Platform;
}

interface Loading {
  readonly op: Op;
  readonly ports: FrontendPorts;
  readonly request: FrontendRequest;
  /** As the client named it, with the platform where it said one. */
  readonly key: string;
  readonly platform: Platform;
}

/** Whether the client named a context so. `scratch` and `context` cannot be replaced. */
export function hasNamedContext(request: FrontendRequest, query: NamedContextQuery): boolean {
  return contextKey(request, query) !== undefined;
}

/** The context that the client gave a name; undefined where it gave none. @throws BuildError */
export async function loadNamedContext(
  op: Op,
  request: FrontendRequest,
  ports: FrontendPorts,
  query: NamedContextQuery,
): Promise<NamedContext | undefined> {
  const key = contextKey(request, query);
  if (key === undefined) return undefined;
  const specifier = request.namedContexts[key] ?? "";
  const colon = specifier.indexOf(":");
  if (colon < 0) throw invalid(`invalid context specifier ${specifier} for ${key}`);
  const loading: Loading = { op, ports, request, key, platform: query.platform };
  const scheme = specifier.startsWith("git@") ? "git" : specifier.slice(0, colon);
  const rest = specifier.slice(colon + 1).replace(/^\/\//, "");
  switch (scheme) {
    case "docker-image":
      return imageContext(loading, rest);
    case "git":
    case "http":
    case "https":
      return urlContext(loading, specifier, scheme);
    case "oci-layout":
      return layoutContext(loading, rest);
    case "local":
      return localContext(loading, rest);
    case "input":
      return inputContext(loading, rest);
    default:
      throw invalid(`unsupported context source ${scheme} for ${key}`);
  }
}

function contextKey({ namedContexts }: FrontendRequest, { name, platform }: NamedContextQuery): string | undefined {
  if (["scratch", "context"].includes(name.toLowerCase()) || Object.keys(namedContexts).length === 0) return undefined;
  const familiar = familiarName(name);
  const withPlatform = `${familiar}::${platformText(normalizePlatform(platform))}`;
  return [withPlatform, familiar].find((key) => namedContexts[key] !== undefined);
}

function familiarName(name: string): string {
  try {
    return familiarText(parseReference(name)).replace(/:latest$/, "");
  } catch (error) {
    throw invalid(`invalid context name ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function imageContext({ op, ports, request, key, platform }: Loading, name: string): Promise<NamedContext> {
  if (name === scratch) return { tree: scratch };
  const reference = referenceText(withDefaultTag(parseReference(name)));
  const query = { reference, platform, mode: request.resolveMode } as const;
  const base = await ports.resolveImage(op, query, `[context ${key}] load metadata for ${name}`);
  const operation = {
    kind: "image",
    reference: base.reference,
    platform,
    resolveMode: request.resolveMode,
  } as const;
  return { tree: { operation, meta: { name: `[context ${key}] ${name}`, platform } }, config: base.config };
}

function urlContext({ key }: Loading, url: string, scheme: string): NamedContext {
  const git = parseGitUrl(url);
  if (git === undefined && scheme === "git") throw invalid(`invalid git context ${url}`);
  const operation = git === undefined ? ({ kind: "http", url } as const) : gitSource(git, false);
  const name = git === undefined ? `[context ${key}] ${url}` : `[internal] load git source ${url}`;
  return { tree: { operation, meta: { name } } };
}

async function layoutContext({ op, ports, key, platform }: Loading, text: string): Promise<NamedContext> {
  const at = text.lastIndexOf("@");
  if (at <= 0) throw invalid(`oci-layout reference "${text}" has no digest`);
  const operation = {
    kind: "oci-layout",
    store: `oci:${text.slice(0, at).replace(/:[\w][\w.-]*$/, "")}`,
    digest: parseDigest(text.slice(at + 1)),
    platform,
  } as const;
  const base = await ports.resolveLayout(op, operation, `[context ${key}] load metadata for ${text}`);
  const meta = { name: `[context ${key}] OCI load from client`, platform };
  return { tree: { operation, meta }, config: base.config };
}

async function localContext({ op, ports, key }: Loading, context: string): Promise<NamedContext> {
  const excludePatterns = await readIgnoreFile(op, ports, {
    context,
    sharedKeyHint: `context:${key}-.dockerignore`,
    name: `[context ${key}] load .dockerignore`,
  });
  const restrict = (paths: readonly string[] | undefined): Vertex =>
    localVertex({
      context,
      sharedKeyHint: `context:${key}`,
      name: `[context ${key}] load from client`,
      excludePatterns,
      followPaths: paths ?? [],
    });
  return { tree: restrict(undefined), restrict };
}

function inputContext({ request, key }: Loading, name: string): NamedContext {
  const given = request.inputs[name];
  if (given === undefined) throw invalid(`invalid input ${name} for ${key}`);
  return given;
}

function invalid(message: string): BuildError {
  return new BuildError("invalid-argument", message);
}
