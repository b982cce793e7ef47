import { type ProcessUser, resolveUser } from "#core/container/oci-spec/user.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { isErrno } from "#sys/libc.ts";
import { mkdirAllIn, readFileIn } from "#sys/rooted-files.ts";

const databaseLimitBytes = 8 * 1024 * 1024;

/** The user that a name or number stands for in a root file system. @throws what Docker says when there is none */
export function userInRoot(
  root: Fd,
  wanted: { readonly user: string; readonly groupAdd: readonly string[] },
): ProcessUser {
  const files = { passwd: textIn(root, "/etc/passwd"), group: textIn(root, "/etc/group") };
  return resolveUser(wanted.user, files, wanted.groupAdd);
}

/** Docker makes a missing working directory, owned by root. */
export function makeWorkingDirectory(root: Fd, path: string): void {
  if (path !== "" && path !== "/") mkdirAllIn(root, path, { mode: 0o755, uid: 0, gid: 0 });
}

function textIn(root: Fd, path: string): string {
  try {
    return readFileIn(root, path, { maxBytes: databaseLimitBytes }).toString("utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return "";
    throw error;
  }
}
