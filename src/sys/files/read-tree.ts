import { closeSync, read } from "node:fs";
import { promisify } from "node:util";
import { EngineError } from "#base/errors.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { type ByteString, byteStringText, fromByteString, textByteString } from "#formats/tar/entry.ts";
import { FdHandle } from "../fd-handle.ts";
import {
  check,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  openAt,
  openFlags,
  openIn,
  readNames,
  resolveFlags,
} from "./calls.ts";
import { readAttributes, readLinkFd } from "./descriptor-calls.ts";

/**
 * All files below `root`, an open folder: folders before what they hold, in the order of their names' bytes. Symlinks are not
 * followed; sockets are left out. @throws SyscallError · invalid-argument for a name that is no UTF-8
 */
export function* listTree(root: number): Generator<TreeFile> {
  yield* listFolder(root, "", new Map());
}

const chunkBytes = 64 * 1024;
const readAsync = promisify(read);

/** The content of a regular file below `root`. @throws SyscallError · invalid-argument */
export async function* readTreeFile(root: number, path: string): AsyncGenerator<Uint8Array> {
  const name = textByteString(path);
  const resolve = resolveFlags.inRoot | resolveFlags.noSymlinks;
  // Not a FIFO that would be waited for: what is no file is not opened for reading.
  using place = new FdHandle(check(openIn(root, name, openFlags.path | openFlags.noFollow, resolve), "open", name));
  const facts = factsAt(place.fd, "");
  if (typeof facts === "number" || (facts.mode & fileTypes.mask) !== fileTypes.file)
    throw new EngineError("invalid-argument", `${path}: not a regular file`);
  const fd = check(openIn(root, name, openFlags.readOnly | openFlags.noFollow, resolve), "open", name);
  try {
    while (true) {
      const { bytesRead, buffer } = await readAsync(fd, Buffer.allocUnsafeSlow(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    closeSync(fd);
  }
}

function* listFolder(folder: number, above: ByteString, links: Map<string, string>): Generator<TreeFile> {
  for (const name of namesOf(folder)) {
    const facts = factsAt(folder, name);
    if (facts === -errnos.ENOENT) continue;
    if (typeof facts === "number") throw new EngineError("system", `stat ${byteStringText(name)}: errno ${-facts}`);
    if ((facts.mode & fileTypes.mask) === fileTypes.socket) continue;
    const path = above === "" ? name : `${above}/${name}`;
    using place = new FdHandle(check(openAt(folder, name, openFlags.path | openFlags.noFollow), "open", name));
    yield treeFileOf(place.fd, path, { facts, links });
    if ((facts.mode & fileTypes.mask) !== fileTypes.folder) continue;
    using inner = new FdHandle(check(openAt(folder, name, openFlags.directory | openFlags.noFollow), "open", name));
    yield* listFolder(inner.fd, path, links);
  }
}

function namesOf(folder: number): ByteString[] {
  const names: ByteString[] = [];
  using own = new FdHandle(check(openAt(folder, ".", openFlags.directory), "open", "."));
  while (true) {
    const more = readNames(own.fd);
    if (typeof more === "number") throw new EngineError("system", `getdents: errno ${-more}`);
    if (more.length === 0) return names.sort();
    names.push(...more);
  }
}

interface Found {
  readonly facts: FileFacts;
  /** The first path of each file that has several. */
  readonly links: Map<string, string>;
}

/** An open inode with all that is sent of it. @param path as it is to be called */
export function treeFileOf(fd: number, path: ByteString, { facts, links }: Found): TreeFile {
  const type = facts.mode & fileTypes.mask;
  const isDevice = type === fileTypes.block || type === fileTypes.character;
  return {
    path: utf8(path),
    mode: facts.mode,
    uid: facts.uid,
    gid: facts.gid,
    sizeBytes: type === fileTypes.file ? facts.sizeBytes : 0,
    mtimeNs: BigInt(facts.mtime.seconds) * 1_000_000_000n + BigInt(facts.mtime.nanoseconds),
    linkName: type === fileTypes.link ? utf8(readLinkFd(fd)) : linkOf(utf8(path), { facts, links }),
    deviceMajor: isDevice ? (facts.device >>> 8) & 0xfff : 0,
    deviceMinor: isDevice ? (facts.device & 0xff) | ((facts.device >>> 12) & 0xfff00) : 0,
    xattrs: type === fileTypes.link ? {} : attributesOf(fd),
  };
}

function linkOf(path: string, { facts, links }: Found): string {
  if (facts.links < 2 || (facts.mode & fileTypes.mask) === fileTypes.folder) return "";
  const key = `${facts.fileSystem}:${facts.inode}`;
  const first = links.get(key);
  if (first === undefined) links.set(key, path);
  return first ?? "";
}

function attributesOf(fd: number): Record<string, Uint8Array> {
  return Object.fromEntries(
    [...readAttributes(fd)].map(([name, value]) => [utf8(name), Uint8Array.from(fromByteString(value))]),
  );
}

function utf8(name: ByteString): string {
  const text = byteStringText(name);
  if (textByteString(text) !== name)
    throw new EngineError("invalid-argument", `${JSON.stringify(text)}: a name that is not UTF-8 cannot be sent`);
  return text;
}
