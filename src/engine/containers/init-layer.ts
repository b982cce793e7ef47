import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "#sys/libc.ts";

const folders = ["dev/pts", "dev/shm", "etc", "proc", "sys"];
const files = [".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf"];

/**
 * The topmost read-only layer of every container: the mount points that Docker promises, so that they are never a
 * change of the container's own (`diff`), and an image cannot put a symlink in their place.
 * Made once per data root; returns its path.
 */
export async function makeInitLayer(dataRoot: string): Promise<string> {
  const root = join(dataRoot, "snapshots", "init");
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true, mode: 0o755 });
  for (const file of files) await writeFile(join(root, file), "", { mode: 0o755 });
  try {
    await symlink("/proc/mounts", join(root, "etc/mtab"));
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
  return root;
}
