import type { Socket } from "node:net";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import { tlsFailed } from "./dial-tls.ts";
import { type BodySink, type ResponseHead, ResponseParser } from "./response-parser.ts";
import { codeOf, connectionBroke, TransportError } from "./transport-error.ts";

export interface RequestBody {
  readonly sizeBytes: number;
  /** Hands its bytes over one chunk after the other. `write` rejects when nobody wants more. */
  send(write: (chunk: Uint8Array) => Promise<void>): Promise<void>;
}

export interface WireRequest {
  readonly method: string;
  /** Path with query, or a whole URL for a proxy. */
  readonly target: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: RequestBody;
}

export interface WaitLimits {
  /** From the request's end to the head of the answer. */
  readonly headMs: number;
  /** Between two chunks of a body, of either side. */
  readonly stallMs: number;
}

/** One connection: an exchange at a time. */
export class Connection {
  readonly #socket: Socket;
  /** `local->remote`, for errors. */
  readonly #path: string;
  #lost: Error | undefined;
  #alive = true;
  /** Whether the last exchange left it fit for another. */
  reusable = true;
  /** How many exchanges it has begun. */
  exchanges = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#path = `${addressOf(socket.localAddress, socket.localPort)}->${addressOf(socket.remoteAddress, socket.remotePort)}`;
    socket.on("error", (error) => {
      this.#lost ??= error;
      this.#alive = false;
    });
    socket.on("end", () => {
      this.#alive = false;
    });
    socket.on("close", () => {
      this.#alive = false;
    });
  }

  get alive(): boolean {
    return this.#alive && this.reusable;
  }

  destroy(): void {
    this.#alive = false;
    this.reusable = false;
    this.#socket.destroy();
  }

  /** While nothing is under way, the program may end. */
  idle(): void {
    this.#socket.unref();
  }

  /**
   * Sends a request and has its answer read: `begin` gets the head and says who takes the body. Resolves when the answer is whole.
   * @throws TransportError, and what `begin` and the sink throw; the connection is closed then
   */
  async exchange(
    op: Op,
    request: WireRequest,
    begin: (head: ResponseHead) => BodySink,
    limits: WaitLimits,
  ): Promise<void> {
    throwIfEnded(op);
    this.exchanges++;
    this.#socket.ref();
    const parser = new ResponseParser(request.method, begin);
    try {
      if (this.#lost !== undefined || !this.#alive)
        throw connectionBroke(this.#path, this.#lost ?? new Error("closed"));
      await this.#run(op, request, parser, limits);
      if (!parser.reusable) this.destroy();
    } catch (error) {
      this.destroy();
      throw error instanceof TransportError ? Object.assign(error, { answered: parser.started }) : error;
    }
  }

  #run(op: Op, request: WireRequest, parser: ResponseParser, limits: WaitLimits): Promise<void> {
    const socket = this.#socket;
    const watch = new Watch(limits, parser, (error) => settle(error));
    let settled = false;
    let settle: (error?: unknown) => void = () => {};
    const finished = new Promise<void>((resolve, reject) => {
      settle = (error) => {
        if (settled) return;
        settled = true;
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    const guarded = (step: () => void): void => {
      if (settled) return;
      try {
        step();
        if (parser.done) settle();
      } catch (error) {
        settle(error);
      }
    };
    const onData = (chunk: Buffer): void => {
      watch.moved();
      guarded(() => parser.push(chunk));
    };
    const onEnd = (): void => guarded(() => parser.end());
    const onError = (error: Error): void =>
      settle(codeOf(error).startsWith("ERR_SSL") ? tlsFailed(error) : connectionBroke(this.#path, error));
    const onAbort = (): void => settle(endedError(op));
    socket.on("data", onData);
    socket.on("end", onEnd);
    socket.on("close", onEnd);
    socket.on("error", onError);
    op.signal.addEventListener("abort", onAbort, { once: true });
    this.#send(request, watch, () => settled).catch((error: unknown) => {
      // What the other side says about it may be on its way.
      if (!(error instanceof SendingStopped) && !(error instanceof TransportError)) settle(error);
    });
    return finished.finally(() => {
      watch.stop();
      op.signal.removeEventListener("abort", onAbort);
      socket.off("data", onData);
      socket.off("end", onEnd);
      socket.off("close", onEnd);
      socket.off("error", onError);
    });
  }

  async #send(request: WireRequest, watch: Watch, stopped: () => boolean): Promise<void> {
    const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${request.method} ${request.target} HTTP/1.1\r\n${lines.join("")}\r\n`;
    this.#socket.write(Buffer.from(head, "latin1"));
    if (request.body === undefined) return;
    await request.body.send(async (chunk) => {
      if (stopped()) throw new SendingStopped();
      await this.#write(chunk);
      watch.moved();
      if (stopped()) throw new SendingStopped();
    });
  }

  #write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const closed = (): void => reject(new SendingStopped());
      this.#socket.once("close", closed);
      this.#socket.write(chunk, (error) => {
        this.#socket.off("close", closed);
        if (error === null || error === undefined) resolve();
        else reject(connectionBroke(this.#path, error));
      });
    });
  }
}

class SendingStopped extends Error {}

function addressOf(host = "", port = 0): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Ends an exchange in which nothing moves. One timer, whatever the number of chunks. */
class Watch {
  readonly #limits: WaitLimits;
  readonly #parser: ResponseParser;
  readonly #expired: (error: TransportError) => void;
  #last = performance.now();
  #timer: ReturnType<typeof setTimeout>;

  constructor(limits: WaitLimits, parser: ResponseParser, expired: (error: TransportError) => void) {
    this.#limits = limits;
    this.#parser = parser;
    this.#expired = expired;
    this.#timer = this.#soon(this.#limit);
  }

  moved(): void {
    this.#last = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  get #limit(): number {
    return this.#parser.started ? this.#limits.stallMs : this.#limits.headMs;
  }

  /** The limit may become a shorter one while the timer runs. */
  #soon(leftMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#look(), Math.min(leftMs, this.#limits.headMs, this.#limits.stallMs));
  }

  #look(): void {
    const left = this.#last + this.#limit - performance.now();
    if (left <= 0) {
      const text = this.#parser.started ? "read: i/o timeout" : "net/http: timeout awaiting response headers";
      this.#expired(new TransportError(text, { passing: true }));
    } else this.#timer = this.#soon(left);
  }
}
