import { HeaderFields } from "./header-fields.ts";
import { TransportError } from "./transport-error.ts";

export interface ResponseHead {
  readonly status: number;
  /** `404 Not Found`, as it came. */
  readonly statusText: string;
  readonly headers: HeaderFields;
  /** What the body will be long, where it is told; undefined for a body that ends with the connection or is chunked. */
  readonly length: number | undefined;
}

/** Takes the bytes of a body as they come. What it throws ends the exchange. */
export type BodySink = (chunk: Buffer) => void;

type State = "head" | "fixed" | "chunk-size" | "chunk" | "chunk-end" | "trailer" | "to-end" | "done";

const maxHeadBytes = 256 << 10;
const maxLineBytes = 4096;
const empty = Buffer.alloc(0);

/**
 * Reads one HTTP/1.1 answer (RFC 9112) out of pushed bytes: no byte of a body is copied or kept. Interim (1xx) answers are skipped.
 */
export class ResponseParser {
  readonly #bodiless: boolean;
  readonly #begin: (head: ResponseHead) => BodySink;
  #state: State = "head";
  #kept: Buffer = empty;
  /** Room for a head that comes in many pieces, of which `#kept` is the part that is used. */
  #room: Buffer = empty;
  #left = 0;
  #sink: BodySink = () => {};
  #keepsAlive = false;
  /** Whether any byte has come. */
  started = false;

  /** @param begin gets the head, and says who takes the body. */
  constructor(method: string, begin: (head: ResponseHead) => BodySink) {
    this.#bodiless = method === "HEAD";
    this.#begin = begin;
  }

  get done(): boolean {
    return this.#state === "done";
  }

  /** Whether the connection may carry another exchange. */
  get reusable(): boolean {
    return this.done && this.#keepsAlive && this.#kept.length === 0;
  }

  /** @throws TransportError when it is not HTTP, and what the sink throws */
  push(chunk: Buffer): void {
    this.started = true;
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#state === "done") {
        this.#kept = rest;
        return;
      }
      rest = this.#take(rest);
    }
  }

  /** The other side has ended. @throws TransportError when the answer is not whole */
  end(): void {
    if (this.#state === "to-end") this.#state = "done";
    if (this.#state === "done") return;
    throw new TransportError(this.started ? "unexpected EOF" : "EOF", { passing: true });
  }

  #take(chunk: Buffer): Buffer {
    switch (this.#state) {
      case "head":
        return this.#takeHead(chunk);
      case "fixed":
      case "chunk":
        return this.#takeBody(chunk);
      case "to-end":
        this.#sink(chunk);
        return empty;
      default:
        return this.#takeLine(chunk);
    }
  }

  #takeBody(chunk: Buffer): Buffer {
    const part = chunk.length <= this.#left ? chunk : chunk.subarray(0, this.#left);
    this.#left -= part.length;
    if (this.#left === 0) this.#state = this.#state === "chunk" ? "chunk-end" : "done";
    this.#sink(part);
    return chunk.subarray(part.length);
  }

  #takeHead(chunk: Buffer): Buffer {
    const seen = this.#kept.length;
    const all = seen === 0 ? chunk : this.#appended(chunk);
    const at = all.indexOf("\r\n\r\n", Math.max(seen - 3, 0));
    if (at < 0) {
      if (all.length > maxHeadBytes) throw broken(`server response headers exceeded ${maxHeadBytes} bytes; aborted`);
      // What is not HTTP may have no end.
      if (!startsAsHttp(all) && (all.includes(10) || all.length > maxLineBytes)) readStatusLine(firstLine(all));
      this.#kept = all;
      return empty;
    }
    this.#kept = this.#room = empty;
    this.#beginBody(parseHead(all.toString("latin1", 0, at)));
    return all.subarray(at + 4);
  }

  /** What has come and this: room grows by doubling, so that a head costs by its length. */
  #appended(chunk: Buffer): Buffer {
    const length = this.#kept.length + chunk.length;
    if (length > this.#room.length) {
      const room = Buffer.alloc(Math.max(length * 2, maxLineBytes));
      this.#kept.copy(room);
      this.#room = room;
    }
    chunk.copy(this.#room, this.#kept.length);
    return this.#room.subarray(0, length);
  }

  #beginBody({ version, ...head }: ParsedHead): void {
    const { headers, status } = head;
    if (status < 200) return;
    const chunked = /\bchunked\s*$/i.test(headers.get("transfer-encoding") ?? "");
    const length = chunked ? undefined : contentLength(headers);
    const connection = (headers.get("connection") ?? "").toLowerCase();
    this.#keepsAlive = version === "1.1" ? !connection.includes("close") : connection.includes("keep-alive");
    this.#left = length ?? 0;
    if (this.#bodiless || status === 204 || status === 304 || length === 0) this.#state = "done";
    else if (chunked) this.#state = "chunk-size";
    else this.#state = length === undefined ? "to-end" : "fixed";
    if (this.#state === "to-end") this.#keepsAlive = false;
    this.#sink = this.#begin({ ...head, length });
  }

  #takeLine(chunk: Buffer): Buffer {
    const at = chunk.indexOf(10);
    const line = at < 0 ? chunk : chunk.subarray(0, at);
    if (this.#kept.length + line.length > maxLineBytes) throw broken("header line too long");
    this.#kept = Buffer.concat([this.#kept, line]);
    if (at < 0) return empty;
    const text = this.#kept.toString("latin1").replace(/\r$/, "");
    this.#kept = empty;
    this.#lineRead(text);
    return chunk.subarray(at + 1);
  }

  #lineRead(line: string): void {
    if (this.#state === "trailer") {
      if (line === "") this.#state = "done";
    } else if (this.#state === "chunk-end") {
      if (line !== "") throw new TransportError("malformed chunked encoding", { passing: true });
      this.#state = "chunk-size";
    } else {
      const size = /^([0-9a-fA-F]{1,13})\s*(?:;.*)?$/.exec(line)?.[1];
      if (size === undefined) throw new TransportError("invalid byte in chunk length", { passing: true });
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? "trailer" : "chunk";
    }
  }
}

function startsAsHttp(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, 5) === "HTTP/";
}

function firstLine(bytes: Buffer): string {
  return (bytes.toString("latin1", 0, 200).split("\n", 1)[0] ?? "").replace(/\r$/, "");
}

function broken(why: string): TransportError {
  return new TransportError(`net/http: HTTP/1.x transport connection broken: ${why}`);
}

interface ParsedHead {
  readonly version: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderFields;
}

function parseHead(text: string): ParsedHead {
  const [first = "", ...lines] = text.split("\r\n");
  const line = readStatusLine(first);
  const headers = new HeaderFields();
  for (const line of lines) {
    const at = line.indexOf(":");
    if (at <= 0) throw broken(`malformed MIME header line: ${line.slice(0, 200)}`);
    headers.add(line.slice(0, at), line.slice(at + 1).trim());
  }
  return { ...line, headers };
}

/** @throws TransportError in the words of Go's net/http, ReadResponse */
function readStatusLine(line: string): Omit<ParsedHead, "headers"> {
  const [, protocol = "", rest] = /^([^ ]*) (.*)$/s.exec(line) ?? [];
  if (rest === undefined) throw broken(`malformed HTTP response ${JSON.stringify(line.slice(0, 200))}`);
  const statusText = rest.trimStart();
  const code = statusText.split(" ", 1)[0] ?? "";
  if (!/^\d{3}$/.test(code)) throw broken(`malformed HTTP status code ${JSON.stringify(code.slice(0, 200))}`);
  const version = /^HTTP\/(1\.[01])$/.exec(protocol)?.[1];
  if (version === undefined) throw broken(`malformed HTTP version ${JSON.stringify(protocol.slice(0, 200))}`);
  return { version, status: Number(code), statusText: statusText.trim() };
}

/** Two that differ are an attack on who reads the body (RFC 9112, 6.3). */
function contentLength(headers: HeaderFields): number | undefined {
  const given = new Set(headers.all("content-length"));
  const [first] = given;
  if (first === undefined) return undefined;
  if (given.size > 1 || !/^\d{1,15}$/.test(first))
    throw broken(`bad Content-Length ${JSON.stringify([...given].join(", "))}`);
  return Number(first);
}
