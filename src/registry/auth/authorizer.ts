import type { Op } from "#base/op.ts";
import type { HttpClient } from "../http/http-client.ts";
import { TransportError } from "../http/transport-error.ts";
import type { Challenge } from "./challenge.ts";
import type { Credentials } from "./credentials.ts";
import { readGivenToken, requestToken, type Token } from "./token-request.ts";

export interface AuthorizerOptions {
  readonly http: HttpClient;
  readonly credentials: Credentials;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the registry is one without TLS, whose token server needs none either. */
  readonly insecure: boolean;
  /** Whether a login asks: it wants a token for later, and no scope. */
  readonly offline?: boolean;
}

/** Answers the challenges of one endpoint. Tokens are kept by scope. */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #tokens = new Map<string, Promise<Token>>();
  #challenges: readonly Challenge[] = [];
  #identityToken: string;

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    this.#identityToken = options.credentials.identityToken;
  }

  /** What stands for the password from now on. */
  get identityToken(): string {
    return this.#identityToken;
  }

  get challenged(): boolean {
    return this.#challenges.length > 0;
  }

  /** What the endpoint asks for, from now on. @returns what takes that back */
  challenge(challenges: readonly Challenge[]): () => void {
    const before = this.#challenges;
    if (challenges.length > 0) this.#challenges = challenges;
    return () => {
      this.#challenges = before;
    };
  }

  /** Tokens that were refused are not shown again. */
  forget(): void {
    this.#tokens.clear();
  }

  /**
   * The `Authorization` of a request within `scopes`; undefined where none is wanted.
   * @throws TransportError without what is wanted · AnswerError of the token server
   */
  async authorization(op: Op, scopes: readonly string[]): Promise<string | undefined> {
    const { credentials } = this.#options;
    const bearer = this.#challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) {
      if (credentials.registryToken !== "") return `Bearer ${credentials.registryToken}`;
      return `Bearer ${(await this.#token(op, bearer, scopes)).text}`;
    }
    if (!this.#challenges.some(({ scheme }) => scheme === "basic")) return undefined;
    const { username, password } = credentials;
    if (username === "" || password === "") throw new TransportError("no basic auth credentials");
    return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }

  async #token(op: Op, challenge: Challenge, scopes: readonly string[]): Promise<Token> {
    const key = scopes.join(" ");
    const asking = this.#tokens.get(key);
    const known = asking === undefined ? undefined : await asking.catch(() => undefined);
    if (known !== undefined && known.goodUntilMs - 5_000 > performance.now()) return known;
    // Another may have begun to ask meanwhile.
    const other = this.#tokens.get(key);
    if (other !== undefined && other !== asking) return await other;
    const asked = this.#ask(op, challenge, scopes);
    this.#tokens.set(key, asked);
    try {
      return await asked;
    } catch (error) {
      if (this.#tokens.get(key) === asked) this.#tokens.delete(key);
      throw error;
    }
  }

  async #ask(op: Op, { parameters }: Challenge, scopes: readonly string[]): Promise<Token> {
    const { http, credentials, headers, offline = false } = this.#options;
    const realm = this.#realm(parameters.get("realm") ?? "");
    const service = parameters.get("service") ?? "";
    const { giveToken } = credentials;
    if (giveToken !== undefined) return readGivenToken(await giveToken(op, { realm: realm.href, service, scopes }));
    const token = await requestToken(op, http, {
      realm,
      service,
      scopes,
      credentials: { ...credentials, identityToken: this.#identityToken },
      offline,
      headers,
    });
    if (token.refreshToken !== "") this.#identityToken = token.refreshToken;
    return token;
  }

  #realm(text: string): URL {
    if (text === "") throw new TransportError("no realm specified for token auth challenge");
    if (!URL.canParse(text))
      throw new TransportError(`invalid token auth challenge realm: parse ${JSON.stringify(text)}`);
    const realm = new URL(text);
    if (realm.protocol === "https:" || (realm.protocol === "http:" && this.#options.insecure)) return realm;
    throw new TransportError(
      `refusing to ask for a token at ${JSON.stringify(text)}: a registry with TLS needs a token server with TLS`,
    );
  }
}
