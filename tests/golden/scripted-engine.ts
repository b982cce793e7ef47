import { type HttpRequest, readRequest } from "../support/http-request.ts";
import { answerBytes, endlessBytes } from "./answer-bytes.ts";
import { apiVersion, requestLines, targetOf } from "./asked.ts";
import type { Answer, Exchange } from "./case.ts";
import { shownLines } from "./show.ts";

/** In front of every answer of an engine like the one that outputs were recorded with. */
const usualHeaders = {
  "Api-Version": apiVersion,
  "Docker-Experimental": "true",
  Ostype: "linux",
  Server: "Docker/28.5.2 (linux)",
  "Builder-Version": "2",
  Swarm: "active/manager",
};

/** What one side of a connection can do. */
export interface Line {
  write(bytes: Buffer): void;
  end(): void;
}

/** One side of a connection that is heard. */
export interface Heard {
  data(bytes: Uint8Array): void;
  end(): void;
}

/** A request that was made, with the exchange of the case that it is of. */
export interface Asked {
  readonly request: HttpRequest;
  readonly exchange: Exchange | undefined;
  /** What came on the connection once it was no HTTP any more. */
  sent: string;
}

/** An engine that gives the answers of a case, each once, and keeps what it is asked. It knows nothing of sockets. */
export class ScriptedEngine {
  readonly asked: Asked[] = [];
  readonly #left: Exchange[];
  readonly #now: number;

  constructor(exchanges: readonly Exchange[], now: number) {
    this.#left = [...exchanges];
    this.#now = now;
  }

  /** Takes a connection. */
  accept(line: Line): Heard {
    let received: Buffer = Buffer.alloc(0);
    let raw: RawConnection | undefined;
    return {
      data: (bytes) => {
        if (raw !== undefined) return raw.data(bytes);
        received = Buffer.concat([received, bytes]);
        for (;;) {
          const read = readRequest(received);
          if (read === undefined) return;
          received = read.rest;
          raw = this.#answer(read.request, line);
          if (raw !== undefined) return raw.data(received);
        }
      },
      end: () => (raw === undefined ? line.end() : raw.end()),
    };
  }

  /** The lines of what was asked, in its order, with the answers of the case. */
  transcript(): string[] {
    return this.asked.flatMap((_, at) => this.linesOf(at));
  }

  /** Those of one request. */
  linesOf(at: number): string[] {
    const { request, exchange, sent } = this.asked[at]!;
    const typed = sent === "" ? [] : shownLines(sent).map((text) => `>| ${text}`);
    return [...requestLines(request), ...typed, ...(exchange?.answerLines ?? ["< 501"])];
  }

  /**
   * What the case says nothing about is refused, but for pings, and for waits without an end: the stock client begins them for
   * containers that it then leaves alone.
   */
  #answer(request: HttpRequest, line: Line): RawConnection | undefined {
    const exchange = this.#take(targetOf(request));
    if (exchange === undefined && request.target.endsWith("/wait?condition=next-exit")) {
      line.write(endlessBytes());
      return undefined;
    }
    const isPing = request.target === "/_ping" && exchange === undefined;
    const asked = { request, exchange, sent: "" };
    if (!isPing) this.asked.push(asked);
    const answer = exchange?.answer ?? (isPing ? pong : unscripted);
    if (answer.status === undefined) {
      line.end();
      return undefined;
    }
    const headOnly = request.method === "HEAD";
    const bytes = answerBytes(answer, { headers: usualHeaders, headOnly, now: this.#now });
    if (answer.status === 101) return new RawConnection(line, { asked, bytes, awaited: exchange?.sent ?? "" });
    line.write(bytes);
    if (answer.isCut) line.end();
    return undefined;
  }

  /** The exchange of just this target; else one that differs in its query, or that says nothing, so that a test tells what differs. */
  #take(target: string): Exchange | undefined {
    const path = target.split("?", 1)[0];
    const fits = [
      (each: Exchange) => each.target === target,
      (each: Exchange) => each.target.split("?", 1)[0] === path,
      (each: Exchange) => each.target === "?" && !target.endsWith(" /_ping"),
    ];
    for (const one of fits) {
      const at = this.#left.findIndex(one);
      if (at >= 0) return this.#left.splice(at, 1)[0];
    }
    return undefined;
  }
}

const pong: Answer = { status: 200, headers: [], body: "OK", chunks: [], isCut: false };

/** To a request that the case says nothing about. */
const unscripted: Answer = { ...pong, status: 501, body: "" };

/** A connection after its upgrade: what the container writes comes once what is awaited from the client has arrived. */
class RawConnection {
  readonly #line: Line;
  readonly #asked: Asked;
  readonly #awaited: string;
  #isDone = false;
  readonly #output: Buffer;

  constructor(line: Line, { asked, bytes, awaited }: { asked: Asked; bytes: Buffer; awaited: string }) {
    this.#line = line;
    this.#asked = asked;
    this.#awaited = awaited;
    const end = bytes.indexOf("\r\n\r\n") + 4;
    line.write(bytes.subarray(0, end));
    this.#output = bytes.subarray(end);
  }

  data(bytes: Uint8Array): void {
    this.#asked.sent += Buffer.from(bytes).toString();
    if (this.#isDone || this.#asked.sent.length < this.#awaited.length) return;
    this.#isDone = true;
    if (this.#output.length > 0) this.#line.write(this.#output);
    this.#line.end();
  }

  end(): void {
    this.#line.end();
  }
}
