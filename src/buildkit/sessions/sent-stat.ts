import { create } from "@bufbuild/protobuf";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { goMode } from "#formats/go-mode.ts";
import { type Stat, StatSchema } from "../gen/fsutil.gen.ts";

/** A file of ours as fsutil has it. */
export function sentStat(file: TreeFile): Stat {
  return create(StatSchema, {
    path: file.path,
    mode: goMode(file.mode),
    uid: file.uid,
    gid: file.gid,
    size: BigInt(file.sizeBytes),
    modTime: file.mtimeNs,
    linkname: file.linkName,
    devmajor: BigInt(file.deviceMajor),
    devminor: BigInt(file.deviceMinor),
    xattrs: { ...file.xattrs },
  });
}
