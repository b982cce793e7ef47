import type { ByteString } from "#formats/tar/entry.ts";
import { closeFd, factsAt, fileTypes, openFlags, openIn, resolveFlags } from "#sys/files/calls.ts";
import { readLinkFd } from "#sys/files/descriptor-calls.ts";
import { addressOf, callNumber, cString, kernelMemory, rawSyscall } from "#sys/libc.ts";

/** How every path of a container is resolved: with the root as `/`, and never through /proc's links to other files. */
export const confined = resolveFlags.inRoot | resolveFlags.noMagicLinks;
export const inodeFlags = openFlags.path | openFlags.noFollow;
/** To read a name that is known as a regular file: what is there instead meanwhile is not waited for. */
export const contentFlags = openFlags.readOnly | openFlags.noFollow | openFlags.nonBlock;

const maxLinks = 255;

/** Where an open inode lies, from the root of its mount namespace. */
export function pathOfFd(fd: number): ByteString {
  const memory = kernelMemory(8192);
  const path = cString(`/proc/self/fd/${fd}`);
  const length = rawSyscall(callNumber("readlinkat"), -100, addressOf(path), addressOf(memory), memory.length);
  return length < 0 ? "" : memory.toString("latin1", 0, length);
}

/** A name of an archive without what leads nowhere; undefined for one that leads out of the folder. */
export function localName(name: ByteString): ByteString | undefined {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

export interface FollowOptions {
  /** Called for a `..` at the root, which stays there otherwise. */
  readonly onEscape?: () => never;
}

/** Follows all symlinks of a path with `root` as `/`, as far as there is something to follow. */
export function followPath(root: number, path: ByteString, { onEscape }: FollowOptions = {}): ByteString {
  let done = "";
  let rest = path.split("/");
  let links = 0;
  while (rest.length > 0) {
    const part = rest.shift() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (done === "") onEscape?.();
      done = done.slice(0, Math.max(0, done.lastIndexOf("/")));
      continue;
    }
    const next = `${done}/${part}`;
    const target = linkAt(root, next);
    if (target === undefined || ++links > maxLinks) {
      done = next;
      continue;
    }
    if (target.startsWith("/")) done = "";
    rest = [...target.split("/"), ...rest];
  }
  return done === "" ? "/" : done;
}

function linkAt(root: number, path: ByteString): ByteString | undefined {
  const inode = openIn(root, path, inodeFlags, confined);
  if (inode < 0) return undefined;
  try {
    const facts = factsAt(inode, "");
    const isLink = typeof facts !== "number" && (facts.mode & fileTypes.mask) === fileTypes.link;
    return isLink ? readLinkFd(inode) : undefined;
  } finally {
    closeFd(inode);
  }
}
