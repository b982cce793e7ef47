import { type Op, throwIfEnded } from "#base/op.ts";
import { type Connected, connectTo, type Way } from "./connect.ts";
import type { RequestBody, WaitLimits } from "./connection.ts";
import { bareHost, isLoopback } from "./proxy.ts";
import type { BodySink, ResponseHead } from "./response-parser.ts";
import { inRequest, TransportError } from "./transport-error.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Sent wherever a redirect leads. */
  readonly headers: Readonly<Record<string, string>>;
  /** `Authorization` and the like: sent to the host of `url` alone. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** Overrule those of the way. */
  readonly limits?: Partial<WaitLimits>;
}

const maxRedirects = 10;
const idleMs = 15_000;
const maxIdle = 16;

interface Idle extends Connected {
  readonly key: string;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** HTTP/1.1 over connections that are kept for a while. Follows redirects; no secret follows one to another host. */
export class HttpClient {
  readonly #way: Way;
  readonly #idle: Idle[] = [];

  constructor(way: Way) {
    this.#way = way;
  }

  close(): void {
    for (const { connection, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      connection.destroy();
    }
  }

  /**
   * Does a request. `begin` gets the head of the last answer, and says who takes its body; resolves when that is whole.
   * @throws TransportError with `Get "URL": ` before it, and what `begin` and the sink throw
   */
  async request(op: Op, request: HttpRequest, begin: (head: ResponseHead, url: URL) => BodySink): Promise<void> {
    let current = request;
    for (let redirects = 0; ; redirects++) {
      const { method, url } = current;
      try {
        const location = await this.#once(op, current, begin);
        if (location === undefined) return;
        if (redirects >= maxRedirects) throw new RedirectError(location, `stopped after ${maxRedirects} redirects`);
        current = redirected(current, location);
      } catch (error) {
        throwIfEnded(op);
        // Go names the place that was not gone to any more, as it was written.
        const where = error instanceof RedirectError ? error.location : withoutPassword(url);
        throw error instanceof TransportError ? inRequest(method, where, error) : error;
      }
    }
  }

  /** The place that a redirect names, or undefined when this was the last answer. */
  async #once(
    op: Op,
    request: HttpRequest,
    begin: (head: ResponseHead, url: URL) => BodySink,
  ): Promise<string | undefined> {
    let location: string | undefined;
    const decide = (head: ResponseHead): BodySink => {
      location = locationOf(request, head);
      return location === undefined ? begin(head, request.url) : discardUpTo(64 << 10);
    };
    for (;;) {
      const key = this.#keyOf(request.url);
      const reused = this.#takeIdle(key);
      const connected = reused ?? (await connectTo(op, request.url, this.#way));
      try {
        await this.#exchange(op, request, connected, decide);
        this.#keep(key, connected);
        return location;
      } catch (error) {
        if (location !== undefined && error instanceof EnoughRead) return location;
        const stale =
          error instanceof TransportError && error.passing && (error as { answered?: boolean }).answered === false;
        if (reused === undefined || !stale || request.body !== undefined) throw error;
      }
    }
  }

  async #exchange(
    op: Op,
    request: HttpRequest,
    { connection, viaProxy }: Connected,
    decide: (head: ResponseHead) => BodySink,
  ): Promise<void> {
    const { url, method, body } = request;
    const headers = Object.entries({
      Host: url.host,
      ...request.headers,
      ...request.secrets,
      ...(viaProxy?.authorization === undefined ? {} : { "Proxy-Authorization": viaProxy.authorization }),
      ...(body !== undefined ? { "Content-Length": String(body.sizeBytes) } : {}),
    });
    const target =
      viaProxy === undefined
        ? `${url.pathname}${url.search}`
        : `${url.protocol}//${url.host}${url.pathname}${url.search}`;
    const wire = { method, target, headers, ...(body === undefined ? {} : { body }) };
    await connection.exchange(op, wire, decide, { ...this.#way.timings, ...request.limits });
  }

  #keyOf(url: URL): string {
    return `${url.protocol}//${url.host}`;
  }

  #takeIdle(key: string): Connected | undefined {
    for (let at = this.#idle.length - 1; at >= 0; at--) {
      const idle = this.#idle[at];
      if (idle?.key !== key) continue;
      this.#idle.splice(at, 1);
      clearTimeout(idle.timer);
      if (idle.connection.alive) return idle;
      idle.connection.destroy();
    }
    return undefined;
  }

  #keep(key: string, connected: Connected): void {
    const { connection } = connected;
    if (!connection.alive) {
      connection.destroy();
      return;
    }
    if (this.#idle.length >= maxIdle) {
      const oldest = this.#idle.shift();
      if (oldest !== undefined) clearTimeout(oldest.timer);
      oldest?.connection.destroy();
    }
    connection.idle();
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((idle) => idle.connection === connection);
      if (at >= 0) this.#idle.splice(at, 1);
      connection.destroy();
    }, idleMs);
    timer.unref();
    this.#idle.push({ ...connected, key, timer });
  }
}

class RedirectError extends TransportError {
  readonly location: string;

  constructor(location: string, message: string) {
    super(message);
    this.location = location;
  }
}

/** More came than is worth reading to keep a connection. */
class EnoughRead extends Error {}

export function discardUpTo(limitBytes: number): BodySink {
  let count = 0;
  return (chunk) => {
    count += chunk.length;
    if (count > limitBytes) throw new EnoughRead("body is longer than is worth reading");
  };
}

function locationOf({ method, body }: HttpRequest, { status, headers }: ResponseHead): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || (method !== "GET" && method !== "HEAD") || body !== undefined)
    return undefined;
  return headers.get("location");
}

/** The same request elsewhere. TLS is not left for plain HTTP, but on this machine. @throws TransportError */
function redirected(request: HttpRequest, location: string): HttpRequest {
  const { url } = request;
  if (!URL.canParse(location, url.href))
    throw new TransportError(`failed to parse Location header ${JSON.stringify(location)}`);
  const next = new URL(location, url);
  if (next.protocol !== "http:" && next.protocol !== "https:")
    throw new TransportError(`unsupported protocol scheme ${JSON.stringify(next.protocol.replace(":", ""))}`);
  if (url.protocol === "https:" && next.protocol === "http:" && !isLoopback(bareHost(next)))
    throw new TransportError(`refusing to follow a redirect from https to ${JSON.stringify(withoutPassword(next))}`);
  next.username = "";
  next.password = "";
  if (next.protocol === url.protocol && next.host === url.host) return { ...request, url: next };
  const { secrets: _, ...open } = request;
  return { ...open, url: next };
}

export function withoutPassword(url: URL): string {
  if (url.password === "") return url.href;
  const shown = new URL(url);
  shown.password = "xxxxx";
  return shown.href;
}
