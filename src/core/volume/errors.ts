import { EngineError, messageOf } from "#base/errors.ts";

/** What a user reads about volumes. Texts are those of Docker 28.5, since clients compare them. */

export function noSuchVolume(name: string): EngineError {
  return new EngineError("not-found", `get ${name}: no such volume`, { code: "volume.not-found" });
}

export function volumeInUse(name: string, containers: readonly string[]): EngineError {
  const message = `remove ${name}: volume is in use - [${containers.join(", ")}]`;
  return new EngineError("conflict", message, { code: "volume.in-use" });
}

/** Wraps why a volume was not made; keeps the kind of its cause. */
export function volumeNotCreated(name: string, cause: unknown): EngineError {
  const kind = cause instanceof EngineError ? cause.kind : "system";
  return new EngineError(kind, `create ${name}: ${messageOf(cause)}`, { cause });
}

export function nameTooShort(): EngineError {
  return invalid("volume name is too short, names should be at least two alphanumeric characters");
}

export function invalidVolumeName(name: string): EngineError {
  return invalid(
    `${JSON.stringify(name)} includes invalid characters for a local volume name, only ` +
      `"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  );
}

export function unknownDriver(driver: string): EngineError {
  const message = `error looking up volume plugin ${driver}: plugin ${JSON.stringify(driver)} not found`;
  return new EngineError("not-found", message, { code: "volume.no-driver" });
}

/** The volume is there, with options that differ from those asked for. (Docker passes them over.) */
export function otherOptions(): EngineError {
  return new EngineError("conflict", "a volume of this name is there with other options", { code: "volume.exists" });
}

export function otherDriver(name: string, driver: string): EngineError {
  const message = `driver ${JSON.stringify(driver)} already has volume ${JSON.stringify(name)}: volume name must be unique`;
  return new EngineError("conflict", message, { code: "volume.exists" });
}

export function invalidOption(option: string): EngineError {
  return invalid(`invalid option: ${JSON.stringify(option)}`);
}

export function missingOption(option: string): EngineError {
  return invalid(`missing required option: ${JSON.stringify(option)}`);
}

export function invalidSize(text: string): EngineError {
  return invalid(`invalid size: '${text}'`);
}

export function noQuota(): EngineError {
  return invalid("quota size requested but no quota support");
}

export function folderNotMade(path: string, reason: string): EngineError {
  return new EngineError("system", `error while creating volume root path '${path}': ${reason}`);
}

/** `reason` says what was mounted where, and why not. */
export function volumeNotMounted(path: string, reason: string): EngineError {
  return new EngineError("system", `error while mounting volume '${path}': failed to mount local volume: ${reason}`);
}

export function invalidFilter(text: string, reason?: string): EngineError {
  return invalid(`invalid filter '${text}'${reason === undefined ? "" : `: ${reason}`}`);
}

/** The source of a copy-up is a file. */
export function volumeOverFile(path: string, options: { readonly anonymous: boolean }): EngineError {
  if (!options.anonymous) return new EngineError("system", `source ${path} is not directory`);
  return new EngineError("system", `cannot mount volume over existing file, file exists ${path}`);
}

export function subpathMissing(path: string, reason: string): EngineError {
  return new EngineError("not-found", `cannot access path ${path}: ${reason}`, { code: "volume.no-subpath" });
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}
