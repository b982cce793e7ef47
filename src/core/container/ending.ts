import { isEngineError } from "#base/errors.ts";

/** What is kept of how a run came to its end, beside the exit itself: a part of the container's record, begun anew by each start. */
export interface Ending {
  /** The last of those who asked for its end, or sent it a signal. */
  readonly asked?: EndRequest;
  /** It came to no run. */
  readonly startFailure?: StartFailure;
  /** The engine found it ended without a record of how. */
  readonly lost?: true;
  /** How the run before came to its end. */
  readonly previous?: PreviousRun;
}

export interface EndRequest {
  /** `shutdown`: the engine has ended. */
  readonly act: "stop" | "kill" | "restart" | "remove" | "shutdown";
  /** The number of the signal that was sent. */
  readonly signal: number;
  /** RFC 3339 with nanoseconds. */
  readonly at: string;
  /** What the client calls itself (`User-Agent`). */
  readonly client?: string;
  /** It did not end in its grace: SIGKILL followed. */
  readonly overdue?: true;
}

/** Who asks, and by which call. */
export interface Asking extends Pick<EndRequest, "act"> {
  /** As it calls itself. */
  readonly client?: string | undefined;
}

export function endRequest({ act, client }: Asking, sent: Pick<EndRequest, "signal" | "at">): EndRequest {
  return { act, ...sent, ...clientName(client) };
}

export interface StartFailure {
  readonly kind: "command-not-found" | "command-not-executable" | "port-in-use" | "other";
  readonly at: string;
  /** Of the host, where it is in use. */
  readonly port?: number;
}

export interface PreviousRun {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly finishedAt: string;
  readonly asked?: EndRequest;
}

const longestClientName = 100;

/** Its name as it may be kept and shown: not too long, and without what a terminal would act on. */
function clientName(userAgent: string | undefined): { readonly client?: string } {
  const client = (userAgent ?? "").replace(/[^\x20-\x7e]/g, "").slice(0, longestClientName);
  return client === "" ? {} : { client };
}

export function startFailureOf(error: unknown, at: string): StartFailure {
  if (!isEngineError(error)) return { kind: "other", at };
  const { cause, port } = error.data;
  if (error.code === "network.port-in-use" && typeof port === "number") return { kind: "port-in-use", at, port };
  if (cause === "command-not-found" || cause === "command-not-executable") return { kind: cause, at };
  return { kind: "other", at };
}
