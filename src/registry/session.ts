import { EngineError, isEngineError } from "#base/errors.ts";
import { type Op, orEnd, throwIfEnded, withDeadline } from "#base/op.ts";
import { unreachable } from "#core/registry/errors.ts";
import { AnswerError, answerError, maxErrorBytes } from "./answer-error.ts";
import { Authorizer } from "./auth/authorizer.ts";
import { parseChallenges } from "./auth/challenge.ts";
import { anonymous, type Credentials } from "./auth/credentials.ts";
import type { Endpoint } from "./endpoints/endpoint.ts";
import type { Way } from "./http/connect.ts";
import type { RequestBody, WaitLimits } from "./http/connection.ts";
import { type Document, type DocumentLimits, fetchDocument } from "./http/fetch-document.ts";
import { HttpClient, type HttpRequest } from "./http/http-client.ts";
import type { ResponseHead } from "./http/response-parser.ts";
import { inRequest, TransportError } from "./http/transport-error.ts";
import type { RegistrySettings } from "./settings.ts";
import { withTries } from "./tries.ts";

export interface SessionOptions {
  readonly settings: RegistrySettings;
  readonly credentials: Credentials;
  /** Of the repository, what its token is asked for. */
  readonly actions: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Asks for no repository, and for a token that stands for the password. */
  readonly forLogin?: boolean;
}

export interface SessionRequest {
  readonly method: string;
  /** Below the API: `/NAME/manifests/TAG`; or a whole URL that the registry gave. */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** Besides that of the repository. */
  readonly scopes?: readonly string[];
  readonly limits?: Partial<WaitLimits>;
}

/** How long the first request may take, as in Docker. */
const pingMs = 15_000;

/** One endpoint, spoken to for one repository: pinged once, and authorised as it wants. */
export class Session {
  readonly endpoint: Endpoint;
  readonly #options: SessionOptions;
  readonly way: Way;
  readonly #http: HttpClient;
  readonly #authorizer: Authorizer;
  #pinged: Promise<void> | undefined;
  /** Undoes the last challenge. */
  #takeBack: () => void = () => {};
  /** Whether it has answered. */
  reached = false;

  constructor(endpoint: Endpoint, options: SessionOptions) {
    const { settings, credentials } = options;
    this.endpoint = endpoint;
    this.#options = options;
    this.way = { tls: endpoint.tls, proxies: settings.proxies, timings: settings.timings };
    this.#http = new HttpClient(this.way);
    this.#authorizer = new Authorizer({
      http: this.#http,
      credentials: endpoint.own ? credentials : anonymous,
      headers: this.#agent,
      insecure: endpoint.insecure,
      offline: options.forLogin ?? false,
    });
  }

  close(): void {
    this.#http.close();
  }

  get #agent(): Record<string, string> {
    return { "User-Agent": this.#options.settings.userAgent };
  }

  /** Finds out whether the endpoint answers, and what it asks for. @throws system in Go's words */
  async ping(op: Op): Promise<void> {
    for (;;) {
      this.#pinged ??= this.#ping(op);
      try {
        await orEnd(op, this.#pinged);
        return;
      } catch (error) {
        throwIfEnded(op);
        this.#pinged = undefined;
        // Who began it has gone; the others still want to know.
        if (!isEngineError(error, "canceled")) throw error;
      }
    }
  }

  async #ping(op: Op): Promise<void> {
    const url = new URL(`${this.endpoint.api}/`);
    try {
      const limited = withDeadline(op, pingMs, "ping");
      const request = { method: "GET", url, headers: this.#agent, secrets: this.endpoint.headers };
      const { head, url: from } = await fetchDocument(limited, this.#http, request, { limitBytes: maxErrorBytes });
      this.reached = true;
      if (head.status === 401 && this.#isHere(from))
        this.#authorizer.challenge(parseChallenges(head.headers.all("www-authenticate")));
    } catch (error) {
      throwIfEnded(op);
      if (!isEngineError(error, "deadline-exceeded")) throw this.failure(error);
      const late = new TransportError("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
      throw this.failure(inRequest("GET", url.href, late));
    }
  }

  urlOf(path: string | URL): URL {
    const url = typeof path === "string" ? new URL(`${this.endpoint.api}${path}`) : new URL(path);
    if (this.endpoint.query !== "" && this.#isHere(url))
      url.search = [url.search.slice(1), this.endpoint.query].filter((part) => part !== "").join("&");
    return url;
  }

  #isHere(url: URL): boolean {
    return url.origin === new URL(this.endpoint.api).origin;
  }

  get #scope(): string[] {
    return this.#options.forLogin === true ? [] : [`repository:${this.endpoint.path}:${this.#options.actions}`];
  }

  /** What stands for the password from now on; empty: nothing does. */
  get identityToken(): string {
    return this.#authorizer.identityToken;
  }

  /** A request as it is to be sent, with what the endpoint wants to see. Secrets are for the endpoint's own host. @throws as `send` */
  async prepare(op: Op, request: SessionRequest): Promise<HttpRequest> {
    const { method, path, headers = {}, body, scopes = [], limits } = request;
    const url = this.urlOf(path);
    const own = this.#isHere(url);
    const authorization = own ? await this.#authorization(op, method, url, scopes) : undefined;
    const secrets: Record<string, string> = own ? { ...this.#options.headers, ...this.endpoint.headers } : {};
    if (authorization !== undefined) secrets["Authorization"] = authorization;
    return {
      method,
      url,
      headers: { ...this.#agent, ...headers },
      secrets,
      ...(body === undefined ? {} : { body }),
      ...(limits === undefined ? {} : { limits }),
    };
  }

  async #authorization(op: Op, method: string, url: URL, scopes: readonly string[]): Promise<string | undefined> {
    try {
      return await this.#authorizer.authorization(op, [...this.#scope, ...scopes]);
    } catch (error) {
      throwIfEnded(op);
      const inner = error instanceof AnswerError ? new TransportError(error.message) : error;
      const outer = inner instanceof TransportError ? inRequest(method, url.href, inner) : inner;
      throw error instanceof AnswerError
        ? error.toEngineError((outer as Error).message.slice(0, -error.message.length))
        : this.failure(outer);
    }
  }

  /**
   * Whether a 401 is worth another try with what is wanted now. Only the endpoint itself may say what that is: a place to which
   * it leads elsewhere could name a token server of its own.
   */
  reauthorize({ status, headers }: ResponseHead, from: URL): boolean {
    if (status !== 401 || !this.#isHere(from)) return false;
    this.#takeBack = this.#authorizer.challenge(parseChallenges(headers.all("www-authenticate")));
    this.#authorizer.forget();
    return this.#authorizer.challenged;
  }

  /**
   * Does a request and returns its answer, whatever its status. Tries again after failures that pass.
   * @throws system when no answer came · as the token server said
   */
  async send(op: Op, request: SessionRequest, limits: DocumentLimits): Promise<Document> {
    await this.ping(op);
    return await withTries(op, this.#options.settings.retryMs, async (isLast) => {
      const document = await this.#authorized(op, request, limits);
      const refusal = document.head.status >= 400 ? answerError(document.head, document.bytes) : undefined;
      // Who asked for a head alone asks for the details next.
      if (refusal?.brief === true && !isLast && request.method !== "HEAD") throw refusal;
      return document;
    });
  }

  /** A 401 may tell what is wanted now; when that cannot be had, it stands. */
  async #authorized(op: Op, request: SessionRequest, limits: DocumentLimits): Promise<Document> {
    const document = await this.#fetch(op, await this.prepare(op, request), limits);
    if (!this.reauthorize(document.head, document.url)) return document;
    let again: HttpRequest;
    try {
      again = await this.prepare(op, request);
    } catch (error) {
      throwIfEnded(op);
      op.log.debug("no other authorization to be had", { error });
      this.#takeBack();
      return document;
    }
    return await this.#fetch(op, again, limits);
  }

  async #fetch(op: Op, request: HttpRequest, limits: DocumentLimits): Promise<Document> {
    try {
      return await fetchDocument(op, this.#http, request, limits);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** A failure as callers get it. */
  failure(error: unknown): Error {
    if (error instanceof EngineError || error instanceof AnswerError) return error;
    if (error instanceof TransportError) return unreachable(error.message, error);
    return error instanceof Error ? error : new Error(String(error));
  }
}
