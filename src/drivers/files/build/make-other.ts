import type { ByteString } from "#formats/tar/entry.ts";
import { check, fileTypes, makeNode, makeSymlink, openAt } from "#sys/files/calls.ts";
import { readLinkFd } from "#sys/files/descriptor-calls.ts";
import { inodeFlags } from "../paths.ts";
import { unsupportedNode } from "./build-errors.ts";
import type { Located } from "./source-view.ts";

/** What a copy becomes, and under which name errors speak of it. */
interface OtherCopy {
  readonly source: Located;
  readonly target: ByteString;
}

/** A symlink, FIFO, socket or device; never opened for more than its inode. */
export function makeOther({ source, target }: OtherCopy, place: readonly [number, ByteString], type: number): number {
  const made =
    type === fileTypes.link ? makeSymlink(...place, readLinkFd(source.inode)) : makeDevice(source, place, target);
  check(made, "mknod", target);
  return check(openAt(...place, inodeFlags), "open", target);
}

/** A device without a number in an upper tree hides what lies below. */
function makeDevice(
  { facts }: Pick<Located, "facts">,
  place: readonly [number, ByteString],
  target: ByteString,
): number {
  const type = facts.mode & fileTypes.mask;
  if (type === fileTypes.character && facts.device === 0) throw unsupportedNode(target);
  return makeNode(...place, type | 0o600, facts.device);
}
