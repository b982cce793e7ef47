import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { ComposeError } from "../errors.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  ELOOP: "too many levels of symbolic links",
  ENAMETOOLONG: "file name too long",
  EPERM: "operation not permitted",
};

/** What went wrong with a file, in Go's words. */
export function fileError(error: unknown, action: string, path: string): ComposeError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new ComposeError(`${action} ${path}: ${reasons[code] ?? message}`);
}

/** The files that models are read of. */
export interface FileAccess {
  /** The text of a file. @throws ComposeError */
  readText(path: string): string;
  /** What is at the path; `undefined` for nothing. @throws ComposeError where that cannot be found out */
  kindOf(path: string): "folder" | "file" | undefined;
}

/** The files of this host. */
export const hostFiles: FileAccess = { readText, kindOf };

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const text = bytes.toString();
    // Go's strings keep what is no UTF-8; here it is a character that no such text has.
    return isUtf8(bytes) ? text : text.replaceAll("\ufffd", "\udc80");
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === "EISDIR";
    throw fileError(error, isFolder ? "read" : "open", path);
  }
}

function kindOf(path: string): "folder" | "file" | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? undefined : found.isDirectory() ? "folder" : "file";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError(error, "stat", path);
  }
}
