import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { baseOf, clean, join, keepEnding, parentOf, rebase, splitEntry } from "./paths.ts";
import type { CopySide } from "./plan.ts";
import { statIfThere } from "./stat-if-there.ts";

/** Like what Docker's client says: `lstat /x: no such file or directory`. */
function failure(call: string, path: string, error: unknown): Error {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const text: Readonly<Record<string, string>> = {
    ENOENT: "no such file or directory",
    ENOTDIR: "not a directory",
    EACCES: "permission denied",
    ELOOP: "too many levels of symbolic links",
  };
  return new Error(`${call} ${path}: ${text[code] ?? message}`, { cause: error });
}

function attempt<T>(call: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failure(call, path, error);
  }
}

function lstat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** An absolute path with the ending it was given with. */
export function absolute(path: string): string {
  return keepEnding(resolve(path), path);
}

/** What is to be copied from this machine. @throws Error when it is not there */
export function localSource(path: string, followLink: boolean): CopySide {
  const { path: resolved, name } = followLink ? followed(path) : withParentFollowed(path);
  const stat = sourceStat(resolved);
  return { path: resolved, exists: true, isFolder: stat.isDirectory(), name };
}

function sourceStat(path: string): Stats {
  try {
    return lstatSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") throw new Error("not a directory", { cause: error });
    throw failure("lstat", path, error);
  }
}

function followed(path: string): { path: string; name: string } {
  try {
    return rebase(path, realpathSync(path));
  } catch (error) {
    throw failure("lstat", missingTarget(path), error);
  }
}

/** What a link to nowhere names. */
function missingTarget(path: string): string {
  const isLink = lstat(path)?.isSymbolicLink() === true;
  return isLink ? resolve(splitEntry(path).folder, readlinkSync(path)) : path;
}

function withParentFollowed(path: string): { path: string; name: string } {
  const slash = path.lastIndexOf("/");
  const folder = attempt("lstat", path.slice(0, slash) || "/", () => realpathSync(path.slice(0, slash + 1)));
  const resolved = `${folder === "/" ? "" : folder}/${path.slice(slash + 1)}`;
  const other = path.endsWith("/") && baseOf(path) !== baseOf(resolved);
  return { path: resolved, name: other ? baseOf(path) : "" };
}

/** Where something is to be copied to on this machine: at least its folder is there. @throws Error */
export function localTarget(asked: string): CopySide {
  let path = asked;
  let stat = lstat(path);
  for (let hops = 0; stat?.isSymbolicLink() === true; hops++) {
    if (hops > 10) throw new Error(`too many symlinks in "${asked}"`);
    const target = readlinkSync(path);
    path = target.startsWith("/") ? target : join(splitEntry(path).folder, target);
    stat = lstat(path);
  }
  if (stat !== undefined) return { path, exists: true, isFolder: stat.isDirectory() };
  const { folder } = splitEntry(path);
  if (!attempt("stat", folder, () => statSync(folder)).isDirectory()) throw new Error("not a directory");
  return { path, exists: false, isFolder: false };
}

/** @throws Error `invalid output path: …` */
export function checkOutputPath(path: string): void {
  const folder = parentOf(clean(path));
  if (folder !== "." && statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new Error(`invalid output path: directory ${JSON.stringify(folder)} does not exist`);
  const stat = attempt("stat", path, () => statIfThere(path));
  if (stat?.isCharacterDevice() === true || stat?.isBlockDevice() === true)
    throw new Error(`invalid output path: ${JSON.stringify(path)} must be a directory or a regular file: got a device`);
}
