import { EngineError } from "#base/errors.ts";

/**
 * What a user reads about containers. Texts are those of Docker 28.5, since clients compare them.
 * A `ref` is what the request named; a `name` has no leading slash.
 */
function fail(
  kind: "invalid-argument" | "not-found" | "conflict" | "system" | "not-implemented",
  message: string,
): EngineError {
  return new EngineError(kind, message);
}

export function noSuchContainer(ref: string): EngineError {
  return fail("not-found", `No such container: ${ref}`);
}

export function noSuchExec(id: string): EngineError {
  return fail("not-found", `No such exec instance: ${id}`);
}

export function ambiguousPrefix(prefix: string): EngineError {
  return fail("invalid-argument", `multiple IDs found with provided prefix: ${prefix}`);
}

export function nameInUse(name: string, ownerId: string): EngineError {
  return fail(
    "conflict",
    `Conflict. The container name "/${name}" is already in use by container "${ownerId}". ` +
      "You have to remove (or rename) that container to be able to reuse that name.",
  );
}

export function invalidName(name: string): EngineError {
  return fail("invalid-argument", `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
}

export function emptyRename(): EngineError {
  return fail("invalid-argument", "Neither old nor new names may be empty");
}

export function renamedToItself(): EngineError {
  return fail("invalid-argument", "Renaming a container with the same name as its current name");
}

export function notRunning(id: string): EngineError {
  return fail("conflict", `container ${id} is not running`);
}

export function alreadyPaused(id: string): EngineError {
  return fail("conflict", `Container ${id} is already paused`);
}

export function notPaused(id: string): EngineError {
  return fail("system", `Container ${id} is not paused`);
}

/** What an update asks for does not go with what the container has. */
export function conflictingUpdate(message: string): EngineError {
  return fail("conflict", message);
}

/** Wraps why an update failed, as the API words it. */
export function cannotUpdate(id: string, cause: EngineError): EngineError {
  return new EngineError(cause.kind, `Cannot update container ${id}: ${cause.message}`, { code: cause.code, cause });
}

export function markedForRemovalAtUpdate(): EngineError {
  return fail("system", 'container is marked for removal and cannot be "update"');
}

export function isRestarting(id: string): EngineError {
  return fail("conflict", `Container ${id} is restarting, wait until the container is running`);
}

/** As `attach` words it. */
export function isRestartingForAttach(ref: string): EngineError {
  return fail("conflict", `container ${ref} is restarting, wait until the container is running`);
}

export function isPausedForExec(id: string): EngineError {
  return fail("conflict", `Container ${id} is paused, unpause the container before exec`);
}

export function isPausedForAttach(id: string): EngineError {
  return fail("conflict", `container ${id} is paused, unpause the container before attach`);
}

export function cannotStartPaused(): EngineError {
  return fail("conflict", "cannot start a paused container, try unpause instead");
}

export function markedForRemoval(): EngineError {
  return fail("conflict", "container is marked for removal and cannot be started");
}

export function cannotRemoveRunning(ref: string, status: "running" | "paused" | "restarting"): EngineError {
  const advice =
    status === "paused"
      ? "container is paused and must be unpaused first"
      : `container is ${status}: stop the container before removing or force remove`;
  return fail("conflict", `cannot remove container "${ref}": ${advice}`);
}

export function removalInProgress(ref: string): EngineError {
  return fail("conflict", `removal of container ${ref} is already in progress`);
}

/** Wraps why a kill failed, as the API words it. */
export function cannotKill(ref: string, cause: EngineError): EngineError {
  return new EngineError(cause.kind, `cannot kill container: ${ref}: ${cause.message}`, { code: cause.code, cause });
}

export function unsupportedSignal(signal: number): EngineError {
  return fail("invalid-argument", `the linux daemon does not support signal ${signal}`);
}

export function killTimedOut(ref: string): EngineError {
  return fail("system", `cannot stop container: ${ref}: tried to kill container, but did not receive an exit event`);
}

export function noStreamChosen(): EngineError {
  return fail("invalid-argument", "Bad parameters: you must choose at least one stream");
}

export function logsNotReadable(): EngineError {
  return fail("not-implemented", "configured logging driver does not support reading");
}

export function invalidDetachKeys(keys: string): EngineError {
  return fail("invalid-argument", `Invalid detach keys (${keys}) provided`);
}

export function noExecCommand(): EngineError {
  return fail("invalid-argument", "No exec command specified");
}

/**
 * A container whose network is to be joined does not run.
 * @param container Docker names it with its state: `container NAME is created`
 */
export function cannotJoinStopped(kind: "network", container: string): EngineError {
  return fail("conflict", `cannot join ${kind} namespace of a non running container: ${container}`);
}

/** A container whose network is to be joined is not there. */
export function cannotJoinAbsent(kind: "network", cause: string): EngineError {
  return fail("system", `joining ${kind} namespace of container: ${cause}`);
}

/** A container whose pid or ipc namespace is to be joined does not run. */
export function cannotJoinNamespace(kind: "PID" | "IPC", id: string): EngineError {
  return fail(
    kind === "IPC" ? "conflict" : "system",
    `failed to join ${kind} namespace: container ${id} is not running`,
  );
}

export function nonShareableIpc(id: string): EngineError {
  const hint = "non-shareable IPC (hint: use IpcMode:shareable for the donor container)";
  return fail("invalid-argument", `failed to join IPC namespace: container ${id}: ${hint}`);
}

export function sourceNotShared(path: string, mount: string, wanted: "shared" | "shared or slave"): EngineError {
  return fail("system", `path ${path} is mounted on ${mount} but it is not a ${wanted} mount`);
}

export function unknownRuntime(name: string): EngineError {
  return fail("invalid-argument", `unknown or invalid runtime name: ${name}`);
}

export function execAlreadyRunning(id: string): EngineError {
  return fail("conflict", `exec command ${id} is already running`);
}

/** Wraps why a rename failed, as the API words it. */
export function cannotAllocateName(cause: EngineError): EngineError {
  return new EngineError(cause.kind, `Error when allocating new name: ${cause.message}`, { code: cause.code, cause });
}

/** A create request without any field of Config. */
export function noConfig(): EngineError {
  return fail("invalid-argument", "config cannot be empty in order to create a container");
}

export function noCommand(): EngineError {
  return fail("invalid-argument", "no command specified");
}

/** A request that names no container. */
export function emptyReference(): EngineError {
  return new EngineError("invalid-argument", 'invalid name or ID supplied: ""');
}

/** A container that is on its way out cannot become an image. */
export function cannotCommit(id: string, state: "Dead" | "being removed"): EngineError {
  return new EngineError("conflict", `You cannot commit container ${id} which is ${state}`);
}

export function emptyContainerName(): EngineError {
  return new EngineError("invalid-argument", 'invalid name or ID supplied: ""');
}

export function joinsNobody(): EngineError {
  return new EngineError("invalid-argument", "a toolbox has to join the PID namespace of another container");
}
