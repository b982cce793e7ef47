/** What a file that was made just now has already, as it is wanted: each change more is one of the journal. */
export interface Made {
  readonly owner: boolean;
  readonly mode: boolean;
}

interface Owned {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const [ownUid, ownGid, umask] = [process.geteuid?.(), process.getegid?.(), process.umask()];

/** What a new file has that is made with the mode that is wanted, in a folder that gives it no group of its own. */
export function madeOf({ uid, gid, mode }: Owned): Made {
  const owner = uid === ownUid && gid === ownGid;
  return { owner, mode: owner && (mode & (0o7000 | umask)) === 0 };
}

/** Whether a folder with these attributes gives what is made in it its group. */
export function givesGroup(folder: Pick<Owned, "mode" | "gid">): boolean {
  return (folder.mode & 0o2000) !== 0 || folder.gid !== ownGid;
}
