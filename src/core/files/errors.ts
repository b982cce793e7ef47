import { EngineError, messageOf } from "#base/errors.ts";

/** What a user reads about files of containers. Texts are those of Docker 28.5. */

export function invalidEntryName(name: string): EngineError {
  return failed(`invalid entry name ${JSON.stringify(name)}`);
}

export function invalidLinkTarget(name: string): EngineError {
  return failed(`invalid hardlink target ${JSON.stringify(name)}`);
}

export function escapes(call: string, path: string): EngineError {
  return failed(`${call} ${path}: path escapes from parent`);
}

/** `path` is from the folder that is written into, `folder` its absolute path. */
export function cannotOverwrite(path: string, folder: string, facts: { readonly isFolder: boolean }): EngineError {
  const [old, come] = facts.isFolder ? ["directory", "non-directory"] : ["non-directory", "directory"];
  return failed(`cannot overwrite ${old} ${JSON.stringify(path)} with ${come} ${JSON.stringify(folder)}`);
}

export function cannotRemove(path: string, cause: unknown): EngineError {
  return failed(`RemoveAll ${path}: ${messageOf(cause).replace(/^.*: /, "")}`);
}

/** An archive that cannot be read. */
export function damagedArchive(message: string, cause: unknown): EngineError {
  return new EngineError("system", message, { cause });
}

function failed(message: string): EngineError {
  return new EngineError("system", message, { code: "files.refused" });
}

/** `ref` as the request named the container. */
export function noSuchFile(path: string, ref: string): EngineError {
  const message = `Could not find the file ${path} in container ${ref}`;
  return new EngineError("not-found", message, { code: "files.not-found" });
}

export function unknownOwner(user: string): EngineError {
  const message = `failed to look up user ${JSON.stringify(user)} in container: no matching entries in passwd file`;
  return new EngineError("invalid-argument", message);
}

export function notADirectory(): EngineError {
  return new EngineError("invalid-argument", "extraction point is not a directory");
}

export function readonlyVolume(): EngineError {
  return new EngineError("invalid-argument", "mounted volume is marked read-only");
}

export function readonlyRoot(): EngineError {
  return new EngineError("invalid-argument", "container rootfs is marked read-only");
}

/** A file whose name means a whiteout in a layer: an image made of it would lack something else. */
export function unnameableInLayer(path: string): EngineError {
  const message = `${JSON.stringify(path)}: names that begin with ".wh." cannot be in a layer`;
  return new EngineError("invalid-argument", message, { code: "files.whiteout-name" });
}
