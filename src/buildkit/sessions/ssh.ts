import { Code, ConnectError } from "@connectrpc/connect";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ByteChannel } from "#core/build/session.ts";
import { clientError } from "../errors/from-client.ts";
import { SSH } from "../gen/ssh.gen.ts";
import { Pipe } from "../transport/pipe.ts";
import type { Session } from "./session.ts";

export async function hasAgent(op: Op, session: Session, id: string): Promise<boolean> {
  if (!session.supports(SSH.method.checkAgent)) return false;
  try {
    await session.client(SSH).checkAgent({ ID: id }, session.call(op));
    return true;
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    if (code === Code.NotFound || /unset ssh forward key/.test(rawMessage)) return false;
    throw clientError(`ssh agent ${id}`, error);
  }
}

/** A new connection to the client's agent. @throws not-found */
export function openAgent(op: Op, session: Session, id: string): ByteChannel {
  if (!session.supports(SSH.method.forwardAgent)) throw new EngineError("not-found", `no SSH key "${id}" forwarded`);
  const closing = new AbortController();
  const ending: Op = { log: op.log, signal: AbortSignal.any([op.signal, closing.signal]) };
  const outgoing = new Pipe<{ data: Uint8Array }>();
  const answers = session.client(SSH).forwardAgent(outgoing, session.call(ending, { "buildkit.ssh.id": [id] }));
  return {
    incoming: bytesOf(id, answers),
    write: (chunk) => outgoing.write({ data: chunk }),
    endOutgoing: () => outgoing.end(),
    async [Symbol.asyncDispose]() {
      outgoing.end();
      closing.abort();
    },
  };
}

async function* bytesOf(id: string, pieces: AsyncIterable<{ data: Uint8Array }>): AsyncGenerator<Uint8Array> {
  try {
    for await (const { data } of pieces) yield data;
  } catch (error) {
    throw clientError(`ssh agent ${id}`, error);
  }
}
