import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerAttach } from "#client/container-attach.ts";
import type { Io } from "../io/io.ts";
import { openSession, type Session } from "./session.ts";

export interface JoinChoice {
  readonly id: string;
  readonly terminal: boolean;
  /** Standard input is passed on. */
  readonly input: boolean;
  /** Empty: those of the user's configuration. */
  readonly detachKeys: string;
}

/** Joins the user with the streams of a container. */
export async function joinStreams(op: Op, io: Io, client: Client, choice: JoinChoice): Promise<Session> {
  const { id, terminal, input } = choice;
  const detachKeys = choice.detachKeys || io.config.detachKeys || "";
  const streams = { stream: true, stdin: input, stdout: true, stderr: true, detachKeys };
  const stream = await containerAttach(op, client, id, streams);
  return openSession(io, stream, { terminal, input, output: true, detachKeys });
}
