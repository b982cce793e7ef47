import { EngineError } from "#base/errors.ts";

/** What a client says of its session, in headers of `POST /session` or metadata of Control.Session. */
export interface SessionHeaders {
  readonly id: string;
  /** Names what of the client's files an earlier build may have left here. */
  readonly sharedKey: string;
  /** Methods that it serves, such as `/moby.filesync.v1.FileSync/DiffCopy`, in lower case. */
  readonly methods: ReadonlySet<string>;
}

/** @throws invalid-argument without an id */
export function readSessionHeaders(get: (name: string) => string | undefined): SessionHeaders {
  const id = get("x-docker-expose-session-uuid") ?? "";
  if (id === "") throw new EngineError("invalid-argument", "the session has no id");
  const methods = (get("x-docker-expose-session-grpc-method") ?? "").split(",");
  return {
    id,
    sharedKey: get("x-docker-expose-session-sharedkey") ?? "",
    methods: new Set(methods.map((method) => method.trim().toLowerCase()).filter((method) => method !== "")),
  };
}
