import { type Op, throwIfEnded } from "#base/op.ts";
import type { Login, LoginAnswer } from "#core/registry/contract.ts";
import { loginRefused } from "#core/registry/errors.ts";
import { maxErrorBytes } from "../answer-error.ts";
import { ownEndpoints } from "../endpoints/endpoints-of.ts";
import { Session } from "../session.ts";
import type { RegistrySettings } from "../settings.ts";
import { credentialsFor, registryName } from "./credentials.ts";

/**
 * Shows a credential to its registry (moby registry/auth.go): over TLS, and without where the registry may do without.
 * @throws as the registry or its token server says
 */
export async function login(op: Op, settings: RegistrySettings, given: Login): Promise<LoginAnswer> {
  const domain = registryName(given.serverAddress || "docker.io");
  const credentials = credentialsFor(domain, { ...given, serverAddress: domain });
  let failure: unknown;
  for (const endpoint of await ownEndpoints({ domain, path: "" }, settings)) {
    const session = new Session(endpoint, { settings, credentials, actions: "", headers: {}, forLogin: true });
    try {
      const { head, url } = await session.send(op, { method: "GET", path: "/" }, { limitBytes: maxErrorBytes });
      if (head.status !== 200) throw loginRefused(url.href, head.statusText);
      const identityToken = session.identityToken;
      return { status: "Login Succeeded", identityToken };
    } catch (error) {
      throwIfEnded(op);
      failure = error;
      // Once it has answered over TLS, there is nothing to try without.
      if (session.reached) break;
    } finally {
      session.close();
    }
  }
  throw failure;
}
