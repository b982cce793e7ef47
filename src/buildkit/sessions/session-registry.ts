import type { Duplex } from "node:stream";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { Running } from "../running.ts";
import { GrpcConnection } from "../transport/grpc-connection.ts";
import { Session } from "./session.ts";
import type { SessionHeaders } from "./session-headers.ts";

/** How long a call waits for its session, which comes on a connection of its own. As BuildKit. */
const arrivalMs = 5_000;

/** The sessions of clients that are connected, by id. */
export class SessionRegistry {
  readonly #sessions = new Running<Session>(arrivalMs);

  /** @throws conflict where the id is in use, before the connection is taken */
  checkFree(id: string): void {
    if (this.#sessions.has(id)) throw new EngineError("conflict", `session ${id} already exists`);
  }

  /** A client's connection, which serves what we call. Ends with the connection. @throws conflict */
  attach(headers: SessionHeaders, connection: Duplex): Session {
    this.checkFree(headers.id);
    const session = new Session(headers, new GrpcConnection(connection));
    const entry = this.#sessions.add(headers.id, session);
    session.gone.addEventListener("abort", () => entry[Symbol.dispose](), { once: true });
    return session;
  }

  /** The session of `id`, which may not have come yet. @throws deadline-exceeded */
  async get(op: Op, id: string): Promise<Session> {
    const session = await this.#sessions.get(op, id);
    if (session === undefined)
      throw new EngineError("deadline-exceeded", `no active session for ${id}: context deadline exceeded`);
    return session;
  }

  /** Ends all sessions. */
  close(): void {
    for (const session of this.#sessions.all()) session.close();
  }
}
