import { randomBytes } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { isArchive } from "#formats/archive/archive-mark.ts";
import { parseDockerignore } from "#formats/dockerignore/parse.ts";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { openError } from "../../container-spec/key-values.ts";
import { type Choice, packWithin } from "../../copy/pack.ts";
import { collect, isRemote, type PlaceOptions, takeHead, whole } from "../contexts.ts";

/** What the older builder is given. */
export interface ClassicContext {
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  /** A URL that the engine fetches; empty: the archive is sent. */
  readonly remote: string;
  readonly archive: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined;
}

/** @throws Error in Docker's words */
export async function classicContext(options: PlaceOptions): Promise<ClassicContext> {
  const { context, file, stdin, signal } = options;
  if (context === "-" && file === "-")
    throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
  if (context === "-") return await fromStandardInput(options);
  if (isRemote(context)) return { dockerfile: file || "Dockerfile", remote: context, archive: undefined };
  const folder = contextFolder(context);
  if (file === "-") return withDockerfile(folder, Buffer.concat(await collect(stdin.read(signal))));
  const path = dockerfilePath(folder, file);
  const within = relative(folder, path);
  if (within.startsWith(`..${sep}`)) return withDockerfile(folder, readFileSync(path));
  const dockerfile = within.split(sep).join("/");
  const ignore = ignoreFile(folder);
  return { dockerfile, remote: "", archive: archiveOf(folder, { patterns: ignore, needed: dockerfile, added: [] }) };
}

/** An archive is the context; anything else the Dockerfile of an empty one. */
async function fromStandardInput({ file, stdin, signal }: PlaceOptions): Promise<ClassicContext> {
  const iterator = stdin.read(signal)[Symbol.asyncIterator]();
  const head = await takeHead(iterator);
  const body = whole(head, iterator);
  if (isArchive(head)) return { dockerfile: file || "Dockerfile", remote: "", archive: body };
  if (file !== "") throw new Error(`unable to prepare context from STDIN: ${ambiguous}`);
  const added = [{ name: "Dockerfile", data: Buffer.concat(await collect(body)), mode: 0o644 }];
  return { dockerfile: "Dockerfile", remote: "", archive: [...filesOf(added), tarEnd()] };
}

/** A Dockerfile that is not in the context comes along under a name that no step sees. */
function withDockerfile(folder: string, text: Uint8Array): ClassicContext {
  const dockerfile = `.dockerfile.${randomBytes(10).toString("hex")}`;
  const patterns = ignoreFile(folder);
  const ignored = Buffer.from(`${patterns ?? ".dockerignore"}\n${dockerfile}\n`);
  const added = [
    { name: ".dockerignore", data: ignored, mode: 0o600 },
    { name: dockerfile, data: text, mode: 0o600 },
  ];
  return { dockerfile, remote: "", archive: archiveOf(folder, { patterns, needed: "", added }) };
}

function contextFolder(context: string): string {
  const folder = resolve(context);
  const facts = statSync(folder, { throwIfNoEntry: false });
  if (facts === undefined) throw unprepared(`path ${JSON.stringify(context)} not found`);
  if (!facts.isDirectory()) throw unprepared(`context must be a directory: ${folder}`);
  return realpathSync(folder);
}

function dockerfilePath(folder: string, file: string): string {
  const path = file === "" ? join(folder, "Dockerfile") : resolve(file);
  try {
    return realpathSync(path);
  } catch (error) {
    throw unprepared(`unable to evaluate symlinks in Dockerfile path: ${openError(path, error, "lstat")}`);
  }
}

const ambiguous = "ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles";

function unprepared(reason: string): Error {
  return new Error(`unable to prepare context: ${reason}`);
}

/** Undefined: the context has none. */
function ignoreFile(folder: string): string | undefined {
  const path = join(folder, ".dockerignore");
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  return readFileSync(path, "utf8");
}

interface AddedFile {
  readonly name: string;
  readonly data: Uint8Array;
  readonly mode: number;
}

interface ArchiveParts {
  /** The text of the ignore file. */
  readonly patterns: string | undefined;
  /** The Dockerfile, which no pattern keeps away. */
  readonly needed: string;
  /** Files in place of those of their names. */
  readonly added: readonly AddedFile[];
}

function* archiveOf(folder: string, { patterns = "", needed, added }: ArchiveParts): Generator<Uint8Array> {
  const matcher = new PatternMatcher(parseDockerignore(patterns));
  const always = new Set([".dockerignore", needed].map(textByteString));
  const replaced = new Set(added.map(({ name }) => textByteString(name)));
  yield* packWithin(folder, (name, isFolder): Choice => {
    if (replaced.has(name)) return "leave";
    const path = Buffer.from(name, "latin1").toString("utf8");
    if (always.has(name) || !matcher.match(path).matched) return "take";
    const isWanted = matcher.mayExceptBelow(path) || needed.startsWith(`${path}/`);
    return isFolder && isWanted ? "look below" : "leave";
  });
  yield* filesOf(added);
  yield tarEnd();
}

function* filesOf(files: readonly AddedFile[]): Generator<Uint8Array> {
  for (const { name, data, mode } of files) {
    const owner = { uid: 0, gid: 0, mtimeSeconds: Math.trunc(Date.now() / 1000) };
    yield tarHeader({ type: "file", name: textByteString(name), sizeBytes: data.length, mode, ...owner });
    yield data;
    yield tarPadding(data.length);
  }
}
