import type { OpenOwner } from "#core/build/file-worker.ts";
import { accountIds } from "#core/container/oci-spec/user.ts";
import { isErrno } from "#sys/libc.ts";
import { readFileIn } from "#sys/rooted-files.ts";
import type { NumericOwner } from "./target-tree.ts";

const databaseLimitBytes = 8 * 1024 * 1024;

/**
 * Who an owner is: names are looked up in the tree's /etc/passwd and /etc/group. One that is not there is root, and a group that
 * is not there the user's, as in BuildKit; a user's number is its group's too.
 */
export function ownerIn(root: number, owner: OpenOwner): NumericOwner {
  const user = userOf(root, owner.user);
  const { group } = owner;
  if (group === undefined) return user;
  const gid = numberOf(group) ?? accountIds(textIn(root, "/etc/group"), String(group))?.[0];
  return { uid: user.uid, gid: gid ?? user.gid };
}

/** What is written as a number is one, whatever the files say. */
function numberOf(id: string | number): number | undefined {
  return typeof id === "number" || /^\d+$/.test(id) ? Number(id) : undefined;
}

function userOf(root: number, user: string | number): NumericOwner {
  const id = numberOf(user);
  if (id !== undefined) return { uid: id, gid: id };
  const [uid = 0, gid = 0] = accountIds(textIn(root, "/etc/passwd"), String(user)) ?? [];
  return { uid, gid };
}

function textIn(root: number, path: string): string {
  try {
    return readFileIn(root, path, { maxBytes: databaseLimitBytes }).toString("utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return "";
    throw error;
  }
}
