/** An engine's refusal. `message` is what Docker's client prints for it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The engine's own words. */
  readonly engineMessage: string;

  /** @param message where the engine said nothing */
  constructor(status: number, engineMessage: string, message = `Error response from daemon: ${engineMessage}`) {
    super(message);
    this.status = status;
    this.engineMessage = engineMessage;
  }
}

/** There is no engine to talk to. */
export class ConnectionFailed extends Error {
  override readonly name = "ConnectionFailed";

  constructor(host: string, cause: unknown) {
    super(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`, { cause });
  }
}

/** The engine's socket does not let this user in. */
export class PermissionDenied extends Error {
  override readonly name = "PermissionDenied";

  constructor(host: string, cause: unknown) {
    super(`permission denied while trying to connect to the docker API at ${host}`, { cause });
  }
}

/** Whether `error` is a refusal with the status. */
export function isStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}
