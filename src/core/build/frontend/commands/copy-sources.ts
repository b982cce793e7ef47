import { posix } from "node:path";
import { isDigest } from "#base/digest.ts";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import type { AddInstruction, CopyInstruction, SourceFile } from "#formats/dockerfile/instructions/instruction.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import { hasWildcards } from "#formats/patterns/go-pattern.ts";
import type { CopyAction } from "../../file-operation.ts";
import { type Input, scratch, type Vertex } from "../../graph.ts";
import { gitSource, plainCopy } from "../build-context.ts";
import { rootedPath } from "../paths.ts";
import { internalName } from "../source-names.ts";
import type { StageDraft } from "../stage-draft.ts";
import type { CommandRoom } from "./apply-command.ts";

export interface CopyTarget {
  readonly from: Input;
  readonly destination: string;
  readonly shared: Partial<CopyAction>;
  /** What progress calls the step: what it fetches is part of it. */
  readonly name: string;
  /** Undefined: the build context. */
  readonly source: StageDraft | undefined;
}

/** One copy for each source of a COPY or ADD. @throws DockerfileError */
export function copySources(
  room: CommandRoom,
  command: AddInstruction | CopyInstruction,
  target: CopyTarget,
): CopyAction[] {
  const ofPaths = command.paths.map((path) => copySource(room, command, { ...target, path }));
  const ofFiles = command.files.map((file) => copyInline(file, target));
  return [...ofPaths, ...ofFiles];
}

type PathTarget = CopyTarget & { readonly path: string };

function copySource(room: CommandRoom, command: AddInstruction | CopyInstruction, target: PathTarget): CopyAction {
  const { path } = target;
  const git = parseGitUrl(path);
  if (git !== undefined) return copyGit(command, target);
  if (/^https?:\/\//.test(path)) return copyUrl(command, target);
  const paths = target.source === undefined ? room.stage.contextPaths : target.source.readPaths;
  paths.add(rootedPath(path));
  return copyPath(command, target);
}

function copyGit(
  command: AddInstruction | CopyInstruction,
  { path, destination, shared, name }: PathTarget,
): CopyAction {
  if (command.kind === "copy") throw new DockerfileError("source can't be a git ref for COPY");
  const git = parseGitUrl(path);
  if (git === undefined) throw new TypeError("not a git source");
  const { keepGitDir, checksum } = command;
  if (keepGitDir !== undefined && git.keepGitDir !== undefined && keepGitDir !== git.keepGitDir) {
    throw new DockerfileError("inconsistent keep-git-dir configuration");
  }
  if (checksum !== "" && git.checksum !== undefined && checksum !== git.checksum) {
    throw new DockerfileError(`checksum mismatch "${checksum}" != "${git.checksum}"`);
  }
  const source = gitSource(git, keepGitDir ?? false);
  const operation = checksum === "" ? source : { ...source, checksum };
  return { ...plainCopy({ operation, meta: { name } }, "/", destination), ...shared, contentsOnly: true };
}

function copyUrl(
  command: AddInstruction | CopyInstruction,
  { path, destination, shared, name }: PathTarget,
): CopyAction {
  if (command.kind === "copy") throw new DockerfileError("source can't be a URL for COPY");
  const { checksum } = command;
  if (checksum !== "" && !isDigest(checksum)) {
    throw new DockerfileError(
      checksum.includes(":") ? "invalid checksum digest length" : "invalid checksum digest format",
    );
  }
  const fileName = urlFileName(path);
  const operation = { kind: "http", url: path, fileName, ...(checksum === "" ? {} : { checksum }) } as const;
  const from: Vertex = { operation, meta: { name } };
  return { ...plainCopy(from, `/${fileName}`, destination), ...shared, unpack: command.unpack === true };
}

function urlFileName(url: string): string {
  const base = posix.basename(URL.parse(url)?.pathname ?? "");
  return base === "" || base === "." || base === "/" ? "__unnamed__" : decodedName(base);
}

function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function copyPath(command: AddInstruction | CopyInstruction, target: PathTarget): CopyAction {
  const { from, path, destination, shared } = target;
  const isAdd = command.kind === "add";
  const copy: CopyAction = {
    ...plainCopy(from, rootedPath(path), destination),
    ...shared,
    wildcards: true,
    allowEmptyWildcard: true,
    followSymlinks: true,
    contentsOnly: true,
    unpack: isAdd ? (command.unpack ?? true) : false,
  };
  return command.kind === "copy" && command.parents ? { ...copy, ...parentsOf(path) } : copy;
}

/** `--parents`: what stands before `/./` is not part of the path that is kept. */
function parentsOf(path: string): Pick<CopyAction, "source" | "includePatterns" | "requiredPaths"> {
  const pivot = path.indexOf("/./");
  const source = rootedPath(pivot < 0 ? "/" : path.slice(0, pivot));
  const pattern = rootedPath(pivot < 0 ? path : path.slice(pivot + "/./".length));
  const isPlain = !hasWildcards(source) && !hasWildcards(pattern);
  return {
    source,
    includePatterns: [pattern.slice(1)],
    requiredPaths: isPlain ? [posix.join(source, pattern)] : [],
  };
}

function copyInline({ name, content }: SourceFile, { destination, shared }: CopyTarget): CopyAction {
  const path = rootedPath(name);
  const action = { action: "mkfile", path, data: Buffer.from(content), mode: 0o644 } as const;
  const from: Vertex = {
    operation: { kind: "file", root: scratch, actions: [action] },
    meta: { name: internalName("preparing inline document") },
  };
  return { ...plainCopy(from, path, destination), ...shared };
}
