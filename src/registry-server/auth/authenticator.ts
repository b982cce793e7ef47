import { unauthorized } from "../errors.ts";
import { type Exchange, json } from "../exchange.ts";
import type { Route } from "../router.ts";
import { Tokens, tokenSeconds } from "./tokens.ts";

/** Who may come in. */
export interface Users {
  verify(user: string, password: string): Promise<boolean>;
}

export interface AuthenticatorOptions {
  /** Undefined: everybody may do everything. */
  readonly users: Users | undefined;
  /** Lets clients that say nothing of themselves read. */
  readonly anonymousRead: boolean;
  /** Whether clients reach the server by https. */
  readonly isTls: boolean;
}

/** What a request is about to do. */
export interface Access {
  readonly read: boolean;
  readonly route: Route;
}

/**
 * Asks clients who they are: by Basic authentication; where some need not say, by tokens that the registry itself gives out, since
 * clients that know no user would not get past a Basic challenge.
 * @see distribution/docs/spec/auth/token.md
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #tokens = new Tokens();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /** The user, where there is one. @throws RegistryError UNAUTHORIZED with a challenge */
  async authenticate(exchange: Exchange, access: Access): Promise<string | undefined> {
    const { users, anonymousRead } = this.#options;
    if (users === undefined) return undefined;
    const [, scheme = "", value = ""] = /^\s*(\w+)\s+(\S+)\s*$/.exec(exchange.headers.get("Authorization") ?? "") ?? [];
    if (exchange.headers.has("Authorization")) {
      const user = await this.#userOf(users, scheme.toLowerCase(), value);
      if (user === undefined)
        throw this.#challenge(exchange, access, scheme === "Bearer" ? "invalid_token" : undefined);
      if (user === "" && !access.read) throw this.#challenge(exchange, access, "insufficient_scope");
      return user === "" ? undefined : user;
    }
    const open = access.route.what === "token" || (access.read && access.route.what !== "base");
    if (!anonymousRead || !open) throw this.#challenge(exchange, access);
    return undefined;
  }

  /** The user of the header; empty for a token of nobody, undefined for a wrong one. */
  async #userOf(users: Users, scheme: string, value: string): Promise<string | undefined> {
    if (scheme === "bearer") return this.#options.anonymousRead ? this.#tokens.userOf(value) : undefined;
    if (scheme !== "basic") return undefined;
    const text = Buffer.from(value, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon <= 0) return undefined;
    const user = text.slice(0, colon);
    return (await users.verify(user, text.slice(colon + 1))) ? user : undefined;
  }

  /** GET `/v2/_token`: a token for who has authenticated, or for nobody. */
  async issueToken(exchange: Exchange): Promise<Response> {
    const { users } = this.#options;
    const [, value = ""] = /^\s*basic\s+(\S+)\s*$/i.exec(exchange.headers.get("Authorization") ?? "") ?? [];
    const user = users === undefined || value === "" ? "" : ((await this.#userOf(users, "basic", value)) ?? "");
    const token = this.#tokens.issue(user);
    const issued = new Date().toISOString();
    return json(200, { token, access_token: token, expires_in: tokenSeconds, issued_at: issued });
  }

  /** `error`: what is wrong with a token (RFC 6750, section 3.1); docker tries again for a minute where it is not told. */
  #challenge(exchange: Exchange, access: Access, error?: "invalid_token" | "insufficient_scope"): Error {
    if (!this.#options.anonymousRead || access.route.what === "token")
      return unauthorized('Basic realm="Registry",charset="UTF-8"');
    const host = exchange.headers.get("Host") ?? "";
    const service = /^[A-Za-z0-9.:[\]_-]{1,255}$/.test(host) ? host : "localhost";
    const proxied = exchange.headers.get("X-Forwarded-Proto") === "https";
    const scheme = this.#options.isTls || proxied ? "https" : "http";
    const parts = [`Bearer realm="${scheme}://${service}/v2/_token"`, `service="${service}"`];
    if ("name" in access.route)
      parts.push(`scope="repository:${access.route.name}:${access.read ? "pull" : "pull,push"}"`);
    if (error !== undefined) parts.push(`error="${error}"`);
    return unauthorized(parts.join(","));
  }
}
