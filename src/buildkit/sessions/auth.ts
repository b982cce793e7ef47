import { randomBytes } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Op } from "#base/op.ts";
import type { RegistryCredentials } from "#core/build/session.ts";
import type { TokenGiver } from "#core/registry/contract.ts";
import { clientError } from "../errors/from-client.ts";
import { Auth } from "../gen/auth.gen.ts";
import type { Session } from "./session.ts";

/** As BuildKit names itself to token servers. */
const clientId = "buildkit-client";

/** What the client has for a registry's host; undefined: nothing. */
export async function getCredentials(op: Op, session: Session, name: string): Promise<RegistryCredentials | undefined> {
  // Clients know the Hub by the name of its server.
  const host = name === "docker.io" ? "registry-1.docker.io" : name;
  const [own, givesTokens] = [await secretOf(op, session, host), await hasAuthority(op, session, host)];
  if (own.username === "" && own.secret === "" && !givesTokens) return undefined;
  return { ...own, ...(givesTokens ? { giveToken: tokenGiver(session, host) } : {}) };
}

async function secretOf(op: Op, session: Session, host: string): Promise<Omit<RegistryCredentials, "giveToken">> {
  const none = { username: "", secret: "" };
  if (!session.supports(Auth.method.credentials)) return none;
  try {
    const { Username: username, Secret: secret } = await session
      .client(Auth)
      .credentials({ Host: host }, session.call(op));
    return { username, secret };
  } catch (error) {
    if (ConnectError.from(error).code === Code.Unimplemented) return none;
    throw clientError(`credentials for ${host}`, error);
  }
}

/** Whether the client asks token servers itself: it has a key then, by which others would know whose tokens are whose. */
async function hasAuthority(op: Op, session: Session, host: string): Promise<boolean> {
  if (!session.supports(Auth.method.getTokenAuthority) || !session.supports(Auth.method.fetchToken)) return false;
  try {
    const request = { Host: host, Salt: randomBytes(32) };
    await session.client(Auth).getTokenAuthority(request, session.call(op));
    return true;
  } catch (error) {
    // So it says that it gives none.
    if ([Code.Unimplemented, Code.Unavailable].includes(ConnectError.from(error).code)) return false;
    throw clientError(`token authority for ${host}`, error);
  }
}

function tokenGiver(session: Session, host: string): TokenGiver {
  return async (op, { realm, service, scopes }) => {
    try {
      const request = { ClientID: clientId, Host: host, Realm: realm, Service: service, Scopes: [...scopes] };
      const { Token: text, ExpiresIn: lifeS } = await session.client(Auth).fetchToken(request, session.call(op));
      return { text, lifeS: Number(lifeS) };
    } catch (error) {
      throw clientError(`token for ${host}`, error);
    }
  };
}
