import { EngineError } from "#base/errors.ts";

/** What a user reads about links. Texts are those of Docker 28.5. Names have no leading slash. */

/** Not a not-found: a client would take that for a missing image. */
export function linkTargetMissing(ref: string, cause: EngineError): EngineError {
  return new EngineError("invalid-argument", `could not get container for ${ref}: ${cause.message}`, { cause });
}

export function emptyLinkTarget(): EngineError {
  return new EngineError("invalid-argument", 'could not get container for : invalid name or ID supplied: ""');
}

export function hostTypeLinks(): EngineError {
  const text =
    "conflicting options: host type networking can't be used with links. This would result in undefined behavior";
  return new EngineError("invalid-argument", text);
}

export function cannotLinkToStopped(name: string, fullName: string): EngineError {
  return new EngineError("system", `Cannot link to a non running container: /${name} AS ${fullName}`);
}

export function notOnDefaultBridge(id: string): EngineError {
  return new EngineError("system", `container ${id} not attached to default bridge network`);
}

export function isNoLink(): EngineError {
  return new EngineError("system", "Conflict, cannot remove the default link name of the container");
}
