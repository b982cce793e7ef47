import { Code, ConnectError } from "@connectrpc/connect";
import type { Op } from "#base/op.ts";
import { clientError } from "../errors/from-client.ts";
import { Secrets } from "../gen/secrets.gen.ts";
import type { Session } from "./session.ts";

/** @returns undefined where the client has none of the name, or serves none */
export async function getSecret(op: Op, session: Session, id: string): Promise<Uint8Array | undefined> {
  if (!session.supports(Secrets.method.getSecret)) return undefined;
  try {
    return (await session.client(Secrets).getSecret({ ID: id }, session.call(op))).data;
  } catch (error) {
    if (ConnectError.from(error).code === Code.NotFound) return undefined;
    throw clientError(`secret ${id}`, error);
  }
}
