import type { PathFacts } from "#core/files/contract.ts";
import { byteStringText, textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, type FileFacts, factsAt, fileTypes, openIn } from "#sys/files/calls.ts";
import { confined, followPath, inodeFlags } from "../paths.ts";

/** @see FileWorker.stat */
export function pathFacts(root: number, path: string): PathFacts {
  const bytes = textByteString(path);
  const inode = check(openIn(root, bytes, inodeFlags, confined), "lstat", bytes);
  try {
    const facts = factsAt(inode, "");
    if (typeof facts === "number") check(facts, "lstat", bytes);
    const { sizeBytes, mode, mtime } = facts as FileFacts;
    const isLink = (mode & fileTypes.mask) === fileTypes.link;
    const mtimeNs = BigInt(mtime.seconds) * 1_000_000_000n + BigInt(mtime.nanoseconds);
    return { sizeBytes, mode, mtimeNs, linkTarget: isLink ? byteStringText(followPath(root, bytes)) : "" };
  } finally {
    closeFd(inode);
  }
}
