import type { ByteString } from "#formats/tar/entry.ts";
import { writeInt64 } from "../int64.ts";
import { addressOf, callNumber, cString, kernelMemory, rawSyscall, SyscallError } from "../libc.ts";
import type { Time } from "./calls.ts";

/**
 * Calls on one inode through its descriptor, an O_PATH one too: /proc/self/fd leads to that very inode and to nothing
 * that someone may have put in its place meanwhile. All throw SyscallError, but for what their comments say.
 */

const currentDirectory = -100;
const emptyPath = 0x1000;
const errnoRange = 34;
const errnoNoData = 61;
const errnoNotSupported = 95;
const errnoNotPermitted = 1;
/** Attributes that would steer an overlay. */
const overlayAttribute = /^(?:trusted|user)\.overlay\./;

function place(fd: number): Buffer {
  return cString(`/proc/self/fd/${fd}`);
}

const placeMemory = kernelMemory(32);
const placeAddress = addressOf(placeMemory);

/** The address of the same for one call, in memory that is used again. */
function placeForNow(fd: number): number {
  placeMemory[placeMemory.write(`/proc/self/fd/${fd}`, 0, "latin1")] = 0;
  return placeAddress;
}

function must(result: number, call: string, fd: number): number {
  if (result < 0) throw new SyscallError(call, -result, `fd ${fd}`);
  return result;
}

/** The same inode, opened for reading. */
export function reopenForReading(fd: number): number {
  return must(rawSyscall(callNumber("openat"), currentDirectory, placeForNow(fd), 0o2000000), "open", fd);
}

/** Reads at most `count` bytes into `memory` from `at`. A negative number is an errno. */
export function readInto(fd: number, memory: Buffer, at: number, count: number): number {
  return rawSyscall(callNumber("read"), fd, addressOf(memory) + at, count);
}

const seek = process.arch === "arm64" ? 62 : 8;
export const seekFrom = { start: 0, end: 2, data: 3, hole: 4 } as const;

/** lseek(2). A negative number is an errno. */
export function seekFd(fd: number, offset: number, from: number = seekFrom.start): number {
  return rawSyscall(seek, fd, offset, from);
}

/** What a symlink that is open says. */
export function readLinkFd(fd: number): ByteString {
  const memory = kernelMemory(4096);
  const empty = cString("");
  const length = rawSyscall(callNumber("readlinkat"), fd, addressOf(empty), addressOf(memory), memory.length);
  return memory.toString("latin1", 0, must(length, "readlink", fd));
}

export function ownInode(fd: number, uid: number, gid: number): void {
  const empty = cString("");
  must(rawSyscall(callNumber("fchownat"), fd, addressOf(empty), uid, gid, emptyPath), "chown", fd);
}

/** Not for symlinks. */
export function modeInode(fd: number, mode: number): void {
  const path = place(fd);
  must(rawSyscall(callNumber("fchmodat"), currentDirectory, addressOf(path), mode), "chmod", fd);
}

export function timeInode(fd: number, time: Time): void {
  const times = kernelMemory(32);
  for (const at of [0, 16]) {
    writeInt64(times, time.seconds, at);
    writeInt64(times, time.nanoseconds, at + 8);
  }
  const path = place(fd);
  must(rawSyscall(callNumber("utimensat"), currentDirectory, addressOf(path), addressOf(times), 0), "utimensat", fd);
}

/**
 * Copies extended attributes; what the target's file system does not know or allow is left out, as Docker does.
 * @param readable whether `from` is open for reading, and not O_PATH
 */
export function copyAttributes(from: number, to: number, { readable = false } = {}): void {
  const names = attributeNames(from, readable);
  if (names.length === 0) return;
  const target = place(to);
  for (const name of names) {
    const value = attributeOf(from, name);
    if (value === undefined) continue;
    const result = rawSyscall(
      callNumber("setxattr"),
      addressOf(target),
      addressOf(name),
      addressOf(value.memory),
      value.length,
      0,
    );
    if (result !== -errnoNotSupported && result !== -errnoNotPermitted) must(result, "setxattr", to);
  }
}

/** Whether there is an extended attribute of that name. */
export function hasAttribute(fd: number, name: string): boolean {
  const length = rawSyscall(callNumber("getxattr"), addressOf(place(fd)), addressOf(cString(name)), 0, 0);
  return length >= 0;
}

/**
 * Extended attributes by name, without those by which overlays work; both as byte strings.
 * @param readable whether `fd` is open for reading, and not O_PATH
 */
export function readAttributes(fd: number, { readable = false } = {}): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const name of attributeNames(fd, readable)) {
    const value = attributeOf(fd, name);
    if (value === undefined) continue;
    const text = name.toString("latin1", 0, name.length - 1);
    attributes.set(text, value.memory.toString("latin1", 0, value.length));
  }
  return attributes;
}

const nr = { flistxattr: process.arch === "arm64" ? 13 : 196, listxattr: callNumber("listxattr") };
/** The most that a list of names comes to (listxattr(2), XATTR_LIST_MAX). */
const listBytes = 64 * 1024;
const listMemory = kernelMemory(listBytes);
const listAddress = addressOf(listMemory);

/** NUL-terminated. */
function attributeNames(fd: number, readable: boolean): Buffer[] {
  const length = listAttributes(fd, readable);
  if (length === 0) return [];
  const names = listMemory.toString("latin1", 0, length).split("\0");
  return names
    .filter((name) => name !== "" && !overlayAttribute.test(name))
    .map((name) => {
      const bytes = kernelMemory(name.length + 1);
      bytes.write(name, 0, "latin1");
      return bytes;
    });
}

/** How long the list of names is that lies in `listMemory` now. */
function listAttributes(fd: number, readable: boolean): number {
  const length = readable
    ? rawSyscall(nr.flistxattr, fd, listAddress, listBytes)
    : rawSyscall(nr.listxattr, placeForNow(fd), listAddress, listBytes);
  return length === -errnoNotSupported ? 0 : must(length, "listxattr", fd);
}

function attributeOf(fd: number, name: Buffer): { memory: Buffer; length: number } | undefined {
  return sized((address, size) => rawSyscall(callNumber("getxattr"), placeForNow(fd), addressOf(name), address, size));
}

/** Calls with as much memory as the answer needs; undefined when there is none. */
function sized(call: (address: number, size: number) => number): { memory: Buffer; length: number } | undefined {
  for (let size = 1024; ; size *= 8) {
    const memory = kernelMemory(size);
    const length = call(addressOf(memory), size);
    if (length === -errnoRange && size < 64 * 1024) continue;
    if (length === -errnoNoData || length === -errnoNotSupported) return undefined;
    if (length < 0) throw new SyscallError("getxattr", -length, "");
    return { memory, length };
  }
}
