import { posix } from "node:path";
import type { Op } from "#base/op.ts";
import { isArchive } from "#formats/archive/archive-mark.ts";
import { parseDockerignore } from "#formats/dockerignore/parse.ts";
import { type GitUrl, parseGitUrl } from "#formats/git-url/parse.ts";
import { BuildError } from "../errors.ts";
import { type CopyAction, plainCopyRules } from "../file-operation.ts";
import type { FrontendPorts } from "../frontend.ts";
import { type Input, type SourceText, scratch, type Vertex } from "../graph.ts";
import type { ContextPlace, FrontendRequest } from "../request.ts";
import type { GitSource } from "../source-operations.ts";
import { internalName, localVertex } from "./source-names.ts";

const dockerfileName = "Dockerfile";
const ignoreName = ".dockerignore";
const dockerfileLimitBytes = 16 << 20;
const ignoreLimitBytes = 4 << 20;
const archiveHeaderBytes = 1024;
const downloadedName = "context";

/** What a Dockerfile build reads before it knows what to do. */
export interface BuildFiles {
  readonly dockerfile: SourceText;
  /** Of the context, where it is the client's: what a copy does not see. Read once, when it is asked for. */
  ignorePatterns(op: Op): Promise<readonly string[]>;
  /** The context's tree, of which only `paths` are asked of a client; undefined: all. */
  context(op: Op, paths: readonly string[] | undefined): Promise<Input>;
}

/** Reads the Dockerfile. @throws BuildError */
export async function readBuildFiles(op: Op, request: FrontendRequest, ports: FrontendPorts): Promise<BuildFiles> {
  const remote = await foreignContext(op, request, ports);
  const found = await readDockerfile(op, { request, remote, ports });
  if (remote !== undefined || request.context.from !== "local") {
    const subdir = request.facts["contextsubdir"];
    const whole = remote?.tree ?? scratch;
    const tree = subdir === undefined ? whole : subTree(whole, subdir);
    return { dockerfile: found.source, ignorePatterns: async () => [], context: async () => tree };
  }
  const { context } = request;
  let asked: Promise<readonly string[]> | undefined;
  const patterns = (asking: Op): Promise<readonly string[]> => {
    asked ??= ignorePatterns(asking, { context, own: found.ignore, ports });
    return asked;
  };
  return {
    dockerfile: found.source,
    ignorePatterns: patterns,
    context: async (asking, paths) =>
      localVertex({
        context: context.name,
        sharedKeyHint: context.sharedKeyHint,
        name: internalName("load build context"),
        excludePatterns: await patterns(asking),
        followPaths: paths ?? [],
      }),
  };
}

interface RemoteContext {
  readonly tree: Input;
  /** What was downloaded is the Dockerfile itself. */
  readonly isDockerfile: boolean;
}

/** A context that is no folder of the client. */
async function foreignContext(
  op: Op,
  request: FrontendRequest,
  ports: FrontendPorts,
): Promise<RemoteContext | undefined> {
  const { context } = request;
  if (context.from === "url") return await remoteContext(op, context, ports);
  return context.from === "input" ? { tree: inputOf(request, context.name), isDockerfile: false } : undefined;
}

/** @throws BuildError */
function inputOf({ inputs }: FrontendRequest, name: string): Input {
  const given = inputs[name];
  if (given === undefined) throw new BuildError("invalid-argument", `invalid input ${name}`);
  return given.tree;
}

async function remoteContext(
  op: Op,
  place: Extract<ContextPlace, { from: "url" }>,
  ports: FrontendPorts,
): Promise<RemoteContext> {
  const git = parseGitUrl(place.url);
  if (git !== undefined) {
    const operation = gitSource(git, place.keepGitDir === true);
    return { tree: { operation, meta: { name: internalName(`load git source ${place.url}`) } }, isDockerfile: false };
  }
  const download: Vertex = {
    operation: { kind: "http", url: place.url, fileName: downloadedName },
    meta: { name: internalName("load remote build context") },
  };
  const beginning = { path: downloadedName, limitBytes: archiveHeaderBytes, beginningOnly: true };
  const header = await ports.readFile(op, download, beginning);
  if (header === undefined || !isArchive(header)) return { tree: download, isDockerfile: true };
  const unpack: CopyAction = { ...plainCopy(download, `/${downloadedName}`, "/"), unpack: true };
  const operation = { kind: "file", root: scratch, actions: [unpack] } as const;
  return { tree: { operation, meta: { name: `copy /${downloadedName} /` } }, isDockerfile: false };
}

export function gitSource(git: GitUrl, keepGitDir: boolean): GitSource {
  return {
    kind: "git",
    remote: git.remote,
    ref: git.ref,
    subdir: git.subdir,
    keepGitDir: git.keepGitDir ?? keepGitDir,
    submodules: git.submodules ?? true,
    ...(git.checksum === undefined ? {} : { checksum: git.checksum }),
    ...(git.mtime === undefined ? {} : { mtime: git.mtime }),
    ...(git.fetchByCommit === undefined ? {} : { fetchByCommit: git.fetchByCommit }),
  };
}

/** A copy that asks for nothing. */
export function plainCopy(from: Input, source: string, destination: string): CopyAction {
  return { ...plainCopyRules, from, source, destination };
}

function subTree(tree: Input, folder: string): Vertex {
  const copy: CopyAction = { ...plainCopy(tree, posix.resolve("/", folder), "/"), contentsOnly: true };
  return { operation: { kind: "file", root: scratch, actions: [copy] }, meta: { name: `copy ${folder} /` } };
}

interface DockerfileQuestion {
  readonly request: FrontendRequest;
  readonly remote: RemoteContext | undefined;
  readonly ports: FrontendPorts;
}

interface FoundDockerfile {
  readonly source: SourceText;
  /** The text of `<Dockerfile>.dockerignore`. */
  readonly ignore: string | undefined;
}

async function readDockerfile(op: Op, { request, remote, ports }: DockerfileQuestion): Promise<FoundDockerfile> {
  const { dockerfile } = request;
  if ("text" in dockerfile) return { source: sourceText(dockerfileName, dockerfile.text), ignore: undefined };
  const path = remote?.isDockerfile === true ? downloadedName : dockerfile.path;
  const isDefault = posix.basename(path) === dockerfileName;
  const lowerCase = posix.join(posix.dirname(path), dockerfileName.toLowerCase());
  const tree = dockerfileTree({ request, remote, ports }, dockerfile.context, [
    path,
    ...(isDefault ? [lowerCase] : []),
  ]);
  const read = async (name: string) =>
    tree === scratch ? undefined : await ports.readFile(op, tree, { path: name, limitBytes: dockerfileLimitBytes });
  const data = (await read(path)) ?? (isDefault ? await read(lowerCase) : undefined);
  if (data === undefined) {
    throw new BuildError("not-found", `failed to read dockerfile: open ${path}: no such file or directory`);
  }
  const ignore = await read(`${path}${ignoreName}`);
  return { source: sourceText(path, textOf(data)), ignore: ignore === undefined ? undefined : textOf(ignore) };
}

/** Where the Dockerfile is. @param paths by which it may be called, the likeliest first */
function dockerfileTree(
  { request, remote }: DockerfileQuestion,
  place: ContextPlace,
  [path = dockerfileName, ...others]: readonly string[],
): Input {
  if (place.from === "input") return inputOf(request, place.name);
  if (place.from === "local")
    return localVertex({
      context: place.name,
      sharedKeyHint: place.sharedKeyHint,
      name: internalName(`load build definition from ${path}`),
      followPaths: [path, `${path}${ignoreName}`, ...others],
    });
  if (remote === undefined) throw new TypeError("a Dockerfile from a URL that is not the context");
  return remote.tree;
}

interface IgnoreQuestion {
  readonly context: Extract<ContextPlace, { from: "local" }>;
  readonly own: string | undefined;
  readonly ports: FrontendPorts;
}

async function ignorePatterns(op: Op, { context, own, ports }: IgnoreQuestion): Promise<readonly string[]> {
  if (own !== undefined) return parseDockerignore(own);
  return readIgnoreFile(op, ports, {
    context: context.name,
    sharedKeyHint: `${context.sharedKeyHint}-${ignoreName}`,
    name: internalName(`load ${ignoreName}`),
  });
}

/** The patterns of a client's context. None where it has no such file. */
export async function readIgnoreFile(
  op: Op,
  ports: FrontendPorts,
  context: { readonly context: string; readonly sharedKeyHint: string; readonly name: string },
): Promise<readonly string[]> {
  const vertex = localVertex({ ...context, followPaths: [ignoreName] });
  const data = await ports.readFile(op, vertex, { path: ignoreName, limitBytes: ignoreLimitBytes });
  return data === undefined ? [] : parseDockerignore(textOf(data));
}

function sourceText(fileName: string, text: string): SourceText {
  return { fileName, language: "Dockerfile", text };
}

function textOf(data: Uint8Array): string {
  return Buffer.from(data).toString("utf8");
}
