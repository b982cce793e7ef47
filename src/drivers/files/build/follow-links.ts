import { posix } from "node:path";
import { goPattern, hasWildcards } from "#formats/patterns/go-pattern.ts";
import { byteStringText, textByteString } from "#formats/tar/entry.ts";
import { closeFd, factsAt, fileTypes, openFlags, openIn, readNames } from "#sys/files/calls.ts";
import { readLinkFd } from "#sys/files/descriptor-calls.ts";
import { confined, inodeFlags } from "../paths.ts";

/** More links than this are a circle, or made to cost time. */
const maxResolved = 10_000;

/**
 * The include patterns that `followPaths` stand for: the paths themselves, and where symlinks on the way to them lead, as
 * fsutil's FollowLinks finds them. Empty: everything.
 */
export function followLinks(root: number, paths: readonly string[]): string[] {
  const resolver = new LinkResolver(root);
  for (const path of paths) resolver.add(path);
  return withoutNested([...resolver.resolved].sort());
}

class LinkResolver {
  readonly resolved = new Set<string>();
  readonly #root: number;

  constructor(root: number) {
    this.#root = root;
  }

  add(path: string): void {
    const parts = path.split("/");
    let current = ".";
    for (const [at, part] of parts.entries()) {
      current = posix.join(current, part);
      const rest = parts.slice(at + 1).join("/");
      const targets = this.#linksAt(current);
      if (targets.length > 0) {
        if (this.resolved.has(current) || this.resolved.size > maxResolved) return;
        this.resolved.add(current);
        for (const target of targets) this.add(posix.join(target, rest));
        return;
      }
      if (rest === "") {
        this.resolved.add(current);
        return;
      }
    }
  }

  /** Where the links of this name, or that match it, lead: from the root. */
  #linksAt(path: string): string[] {
    const base = posix.basename(path);
    if (!hasWildcards(base)) return this.#linkAt(path);
    const pattern = goPattern(base);
    const folder = posix.dirname(path);
    return this.#namesIn(folder).flatMap((name) => (pattern?.test(name) ? this.#linkAt(posix.join(folder, name)) : []));
  }

  #linkAt(path: string): string[] {
    const inode = openIn(this.#root, textByteString(path), inodeFlags, confined);
    if (inode < 0) return [];
    try {
      const facts = factsAt(inode, "");
      if (typeof facts === "number" || (facts.mode & fileTypes.mask) !== fileTypes.link) return [];
      const target = byteStringText(readLinkFd(inode));
      const absolute = posix.resolve("/", posix.isAbsolute(target) ? target : posix.join(posix.dirname(path), target));
      return [absolute.slice(1) || "."];
    } finally {
      closeFd(inode);
    }
  }

  #namesIn(path: string): string[] {
    const fd = openIn(this.#root, textByteString(path), openFlags.readOnly | openFlags.directory, confined);
    if (fd < 0) return [];
    try {
      const all: string[] = [];
      for (let names = readNames(fd); typeof names !== "number" && names.length > 0; names = readNames(fd))
        all.push(...names.map(byteStringText));
      return all.sort();
    } finally {
      closeFd(fd);
    }
  }
}

function withoutNested(sorted: readonly string[]): string[] {
  const kept: string[] = [];
  for (const path of sorted) {
    if (path === ".") return [];
    const last = kept.at(-1);
    if (last === undefined || !path.startsWith(`${last}/`)) kept.push(path);
  }
  return kept;
}
