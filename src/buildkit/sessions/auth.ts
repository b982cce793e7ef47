import { Code, ConnectError } from "@connectrpc/connect";
import type { Op } from "#base/op.ts";
import type { RegistryCredentials } from "#core/build/session.ts";
import { clientError } from "../errors/from-client.ts";
import { Auth } from "../gen/auth.gen.ts";
import type { Session } from "./session.ts";

/** What the client has for a registry's host; undefined: nothing. */
export async function getCredentials(op: Op, session: Session, host: string): Promise<RegistryCredentials | undefined> {
  if (!session.supports(Auth.method.credentials)) return undefined;
  try {
    const { Username: username, Secret: secret } = await session
      .client(Auth)
      .credentials({ Host: host }, session.call(op));
    return username === "" && secret === "" ? undefined : { username, secret };
  } catch (error) {
    if (ConnectError.from(error).code === Code.Unimplemented) return undefined;
    throw clientError(`credentials for ${host}`, error);
  }
}
