import type { IncomingMessage, ServerResponse } from "node:http";
import { type ParsedBody, parseBody, unexpectedContent, zeroValue } from "#api/decode.ts";
import { decodeValueSliced, parseBodySliced } from "#api/decode-sliced.ts";
import { parseQuery, type QueryOf, readQuery } from "#api/query.ts";
import type { OperationName } from "#api/routes.gen.ts";
import type { ApiTypes } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { bodyHead, checkJsonType, readBody } from "./body.ts";
import type { Match } from "./router.ts";

export interface ExchangeOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly match: Match;
  /** Ends when the client goes. */
  readonly op: Op;
  /** Goes on without the client. */
  readonly lasting: Op;
  /** The request's body, decoded of its transfer encoding. */
  readonly source: AsyncIterable<Uint8Array>;
}

/** One request and its answer, as a route handler sees them. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** For reading and waiting: ends when the client goes. */
  readonly op: Op;
  /** For changing things: what was begun is not left half done because a client went. */
  readonly lasting: Op;
  readonly source: AsyncIterable<Uint8Array>;
  readonly version: string;
  readonly #match: Match;

  constructor(options: ExchangeOptions) {
    this.request = options.request;
    this.response = options.response;
    this.op = options.op;
    this.lasting = options.lasting;
    this.source = options.source;
    this.version = options.match.version;
    this.#match = options.match;
  }

  /** The `{id}` or `{name}` of the path. */
  get subject(): string {
    return this.#match.parameters["id"] ?? this.#match.parameters["name"] ?? "";
  }

  /** @throws invalid-argument · unknown for a malformed number, as Docker */
  query<N extends OperationName>(name: N): QueryOf<N> {
    return readQuery(name, parseQuery(queryText(this.request)));
  }

  /** The JSON body, after a look at its type; undefined: there is none. @throws invalid-argument */
  async body(): Promise<ParsedBody | undefined> {
    const head = bodyHead(this.request.headers);
    checkJsonType(head);
    const text = await readBody(this.source, head);
    return text.length > smallBody ? parseBodySliced(text, othersTurn) : parseBody(text);
  }

  /** The decoded JSON body; without one, the zero value. @throws invalid-argument */
  async json<N extends keyof ApiTypes>(name: N): Promise<ApiTypes[N]> {
    const body = await this.body();
    return body === undefined ? zeroValue(name) : this.decoded(name, body);
  }

  /** A body as what it stands for. @throws invalid-argument */
  async decoded<N extends keyof ApiTypes>(name: N, body: ParsedBody): Promise<ApiTypes[N]> {
    const decoded = await decodeValueSliced(name, body.value, othersTurn);
    if (body.trailed) throw unexpectedContent();
    return decoded;
  }

  /** Answers without a body. */
  empty(status: 200 | 201 | 204 | 304): void {
    this.response.writeHead(status, status === 200 || status === 201 ? { "Content-Length": "0" } : {}).end();
  }

  /** Answers with JSON text, followed by the newline that Go's encoder writes. */
  answer(status: 200 | 201, json: string): void {
    this.answerWith(status, Buffer.from(`${json}\n`));
  }

  /** Answers with the bytes of JSON text, its newline included. */
  answerWith(status: 200 | 201, body: Uint8Array): void {
    this.response
      .writeHead(status, { "Content-Type": "application/json", "Content-Length": String(body.length) })
      .end(body);
  }

  /** Begins an answer of JSON lines and sends its head. */
  lines(): (line: string) => void {
    this.response.writeHead(200, { "Content-Type": "application/json" });
    this.response.flushHeaders();
    return (line) => this.#line(line);
  }

  #line(line: string): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    this.response.write(`${line}\n`);
    if (this.response.writableLength > maxUnreadBytes) this.response.destroy();
  }
}

/** Bodies up to this length, in characters, are parsed at once: that takes less than a millisecond. */
const smallBody = 64 * 1024;

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A client that has not read this much of a stream of lines is cut off. */
const maxUnreadBytes = 4 * 1024 * 1024;

export function queryText(request: IncomingMessage): string {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return mark < 0 ? "" : url.slice(mark + 1);
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
