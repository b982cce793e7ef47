import { lstat, lutimes, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isEngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import type { GitSource } from "#core/build/source-operations.ts";
import { isErrno } from "#sys/libc.ts";
import type { GitProgram } from "./git-program.ts";
import { redacted } from "./git-remote.ts";
import type { RemoteRef } from "./remote-refs.ts";

/** A commit's files in a folder of their own, with `.git`. @throws BuildError */
export async function checkOut(
  op: Op,
  git: GitProgram,
  { source, ref, folder }: { source: GitSource; ref: RemoteRef; folder: string },
): Promise<void> {
  const { remote, submodules, mtime } = source;
  await mkdir(folder, { mode: 0o755 });
  await git.run(op, folder, ["init", "--quiet"]);
  await git.run(op, folder, ["remote", "add", "--", "origin", remote]);
  await fetchCommit(op, git, { source, ref, folder });
  await git.run(op, folder, ["checkout", "--quiet", "--detach", ref.commit, "--"]);
  if (submodules && (await isThere(join(folder, ".gitmodules")))) await updateSubmodules(op, git, { remote, folder });
  await git.run(op, folder, ["remote", "set-url", "--", "origin", redacted(remote)]);
  await git.run(op, folder, ["reflog", "expire", "--all", "--expire=now"]);
  await rm(join(folder, ".git", "FETCH_HEAD"), { force: true });
  if (mtime === "commit") await setTimes(op, folder, await commitTime(op, git, { folder, commit: ref.commit }));
}

/** As little as the server gives: the commit alone, then what its ref has, then everything. */
async function fetchCommit(
  op: Op,
  git: GitProgram,
  { source, ref, folder }: { source: GitSource; ref: RemoteRef; folder: string },
): Promise<void> {
  const byCommit = ref.name === undefined || source.fetchByCommit === true;
  const spec = byCommit ? ref.commit : `+${ref.name}:${localName(ref.name ?? "")}`;
  const attempts = [
    ["--depth=1", "--no-tags", "--", "origin", spec],
    ["--no-tags", "--", "origin", spec],
    ["--tags", "--", "origin", "+refs/heads/*:refs/remotes/origin/*"],
  ];
  let failure: unknown;
  for (const attempt of attempts) {
    try {
      await git.run(op, folder, ["fetch", "--quiet", "--update-head-ok", ...attempt]);
      await git.run(op, folder, ["cat-file", "-e", `${ref.commit}^{commit}`]);
      return;
    } catch (error) {
      throwIfEnded(op);
      if (!isEngineError(error, "unknown")) throw error;
      failure ??= error;
    }
  }
  throw wrapped(`failed to fetch remote ${redacted(source.remote)}`, failure);
}

function localName(name: string): string {
  return name.startsWith("refs/heads/") ? `refs/remotes/origin/${name.slice("refs/heads/".length)}` : name;
}

async function updateSubmodules(
  op: Op,
  git: GitProgram,
  { remote, folder }: { remote: string; folder: string },
): Promise<void> {
  try {
    await git.run(op, folder, ["submodule", "--quiet", "update", "--init", "--recursive", "--depth=1"]);
  } catch (error) {
    throw wrapped(`failed to update submodules for ${redacted(remote)}`, error);
  }
}

export function wrapped(what: string, error: unknown): unknown {
  return isEngineError(error, "unknown")
    ? new BuildError(error.kind, `${what}: ${error.message}`, { cause: error })
    : error;
}

async function commitTime(
  op: Op,
  git: GitProgram,
  { folder, commit }: { folder: string; commit: string },
): Promise<number> {
  return Number(await git.run(op, folder, ["show", "--no-patch", "--format=%ct", commit, "--"]));
}

async function setTimes(op: Op, folder: string, seconds: number): Promise<void> {
  throwIfEnded(op);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await setTimes(op, join(folder, entry.name), seconds);
    else await lutimes(join(folder, entry.name), seconds, seconds);
  await lutimes(folder, seconds, seconds);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}

/** A subdirectory by folders alone: a symlink could lead out of the repository. @returns absolute and clean @throws BuildError */
export async function checkedSubdir(folder: string, subdir: string): Promise<string> {
  const parts = subdir.split("/").filter((part) => part !== "" && part !== ".");
  let path = folder;
  for (const part of parts) {
    path = join(path, part);
    const isFolder = await lstat(path).then(
      (facts) => facts.isDirectory(),
      () => false,
    );
    if (!isFolder || part === ".git" || part === "..")
      throw new BuildError("invalid-argument", `failed to open subdir ${subdir}: it is no directory of the repository`);
  }
  return `/${parts.join("/")}`;
}
