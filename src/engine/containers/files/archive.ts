import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { rfc3339Nano } from "#base/time.ts";
import { absolutePath, baseName, isWithin } from "#core/files/container-path.ts";
import type { PathFacts } from "#core/files/contract.ts";
import {
  damagedArchive,
  noSuchFile,
  notADirectory,
  readonlyRoot,
  readonlyVolume,
  unknownOwner,
} from "#core/files/errors.ts";
import { goMode } from "#formats/go-mode.ts";
import { isErrno } from "#sys/libc.ts";
import { withPlainBytes } from "#sys/plain-bytes.ts";
import type { ContainerEntry } from "../container-entry.ts";
import type { ContainerContext } from "../dependencies.ts";
import { emit } from "../exit.ts";
import { userInRoot } from "../root-files.ts";
import { type OpenedFiles, openFiles } from "./container-view.ts";

/** A path of a container, as `ref` and the request named it. */
export interface PathRequest {
  readonly ref: string;
  readonly path: string;
}

/** What the header X-Docker-Container-Path-Stat says. */
export interface PathStat {
  readonly name: string;
  readonly size: number;
  /** In the bits of Go's os.FileMode. */
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
}

/** A tar archive under way. To be closed, read or not. */
export interface ContainerArchive {
  readonly stat: PathStat;
  readonly content: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** `HEAD /containers/{id}/archive`. @throws not-found */
export async function statPath(op: Op, context: ContainerContext, request: PathRequest): Promise<PathStat> {
  return await asMissing(request, async () => {
    await using files = await openFiles(op, context, context.table.find(request.ref));
    return pathStat(request.path, await context.files.stat(op, files.root, request.path));
  });
}

/** `GET /containers/{id}/archive`. @throws not-found */
export async function archivePath(op: Op, context: ContainerContext, request: PathRequest): Promise<ContainerArchive> {
  const entry = context.table.find(request.ref);
  return await asMissing(request, async () => {
    const files = await openFiles(op, context, entry);
    try {
      const archive = await openArchive(op, context, files, request.path);
      emit(context, entry, "archive-path");
      return archive;
    } catch (error) {
      await files[Symbol.asyncDispose]();
      throw error;
    }
  });
}

async function openArchive(
  op: Op,
  context: ContainerContext,
  files: OpenedFiles,
  asked: string,
): Promise<ContainerArchive> {
  const path = absolutePath(asked);
  const facts = await context.files.stat(op, files.root, path);
  const base = baseName(path);
  const content = context.files.archive(op, { root: files.root, path, name: base });
  return {
    stat: pathStat(path, facts),
    content,
    async close() {
      await content.return();
      await files[Symbol.asyncDispose]();
    },
  };
}

function pathStat(path: string, { sizeBytes, mode, mtimeNs, linkTarget }: PathFacts): PathStat {
  return { name: baseName(path), size: sizeBytes, mode: goMode(mode), mtime: rfc3339Nano(mtimeNs), linkTarget };
}

export interface ExtractRequest extends PathRequest {
  /** Everything belongs to the container's user. */
  readonly copyUIDGID: boolean;
  readonly noOverwriteDirNonDir: boolean;
  /** May be packed by gzip, zstd, xz or bzip2. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** `PUT /containers/{id}/archive`. @throws not-found · invalid-argument · system */
export async function extractToPath(op: Op, context: ContainerContext, request: ExtractRequest): Promise<void> {
  const entry = context.table.find(request.ref);
  await asMissing(request, async () => {
    await using files = await openFiles(op, context, entry);
    const owner = request.copyUIDGID ? ownerIn(files, entry) : {};
    const target = {
      ...{ root: files.root, path: absolutePath(request.path), ...owner },
      noOverwriteDirNonDir: request.noOverwriteDirNonDir,
      allow: (place: Place) => refuseUnwritable(entry, place),
    };
    await withPlainBytes(op, request.content, (plain) => context.files.extract(op, target, plain));
  });
  emit(context, entry, "extract-to-dir");
}

function ownerIn(files: OpenedFiles, entry: ContainerEntry): { owner?: { uid: number; gid: number } } {
  const user = entry.record.config.User;
  if (user === "") return {};
  try {
    const { uid, gid } = userInRoot(files.root, { user, groupAdd: [] });
    return { owner: { uid, gid } };
  } catch (error) {
    throw isEngineError(error, "invalid-argument") && /^unable to find/.test(error.message)
      ? unknownOwner(user)
      : error;
  }
}

interface Place {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** @throws invalid-argument for what is no folder, or may not be written */
function refuseUnwritable({ record }: ContainerEntry, { path, isDirectory }: Place): void {
  if (!isDirectory) throw notADirectory();
  const [mount] = record.mounts
    .filter(({ Destination }) => isWithin(path, Destination))
    .sort((a, b) => b.Destination.length - a.Destination.length);
  if (mount !== undefined && !mount.RW) throw readonlyVolume();
  if (mount === undefined && record.hostConfig.ReadonlyRootfs === true) throw readonlyRoot();
}

/** What is not there is named as the request named it. */
async function asMissing<T>({ ref, path }: PathRequest, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isErrno(error, "ENOENT")) throw noSuchFile(path, ref);
    throw asDamage(error);
  }
}

/** Archives that are damaged are the engine's failures, as Docker answers them, in the words of Go's packages. */
function asDamage(error: unknown): unknown {
  if (!isEngineError(error, "invalid-argument")) return error;
  if (error.code === "tar.invalid")
    return damagedArchive(error.message.replace("archive/tar: unexpected EOF", "unexpected EOF"), error);
  if (error.code !== "archive.damaged") return error;
  const program = /^(?:xz|bzip2): (.*)$/s.exec(error.message)?.[1];
  if (program !== undefined) return damagedArchive(`exit status 1: ${program}\n`, error);
  return damagedArchive(/unexpected end/.test(error.message) ? "unexpected EOF" : "gzip: invalid header", error);
}
