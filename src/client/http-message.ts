import type { SocketReader } from "./socket-reader.ts";

/** The head of an HTTP/1.1 answer. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

const maxHeadBytes = 1 << 20;
const latin1 = new TextDecoder("latin1");
const lineFeed = 10;

/** Reads a head, skipping 1xx answers other than 101. @throws Error when the answer is cut or is not HTTP. */
export async function readHead(reader: SocketReader): Promise<ResponseHead> {
  for (;;) {
    const head = parseHead(await readUntilBlankLine(reader));
    if (head.status >= 200 || head.status === 101) return head;
  }
}

async function readUntilBlankLine(reader: SocketReader): Promise<string> {
  let seen = "";
  for (;;) {
    const chunk = await reader.next();
    if (chunk === undefined) throw new Error(seen === "" ? "EOF" : "unexpected EOF");
    const from = Math.max(0, seen.length - 3);
    const before = seen.length;
    seen += latin1.decode(chunk);
    const at = seen.indexOf("\r\n\r\n", from);
    if (at >= 0) {
      reader.unread(chunk.subarray(at + 4 - before));
      return seen.slice(0, at);
    }
    if (seen.length > maxHeadBytes) throw new Error("net/http: response headers exceeded 1048576 bytes; aborted");
  }
}

function parseHead(text: string): ResponseHead {
  const lines = text.split("\r\n");
  const status = /^HTTP\/1\.[01] ([0-9]{3})/.exec(lines[0] ?? "")?.[1];
  if (status === undefined) throw new Error(`malformed HTTP response ${JSON.stringify(lines[0] ?? "")}`);
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const at = line.indexOf(":");
    if (at > 0) headers.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim());
  }
  return { status: Number(status), headers };
}

/** Whether the answer to `method` has no body. */
export function isBodiless(method: string, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304 || status === 101;
}

/** The body that `head` announces. */
export function readBody(reader: SocketReader, head: ResponseHead): AsyncGenerator<Uint8Array, void, undefined> {
  if (/\bchunked\b/i.test(head.headers.get("transfer-encoding") ?? "")) return readChunked(reader);
  const length = head.headers.get("content-length");
  return length === undefined ? readToEnd(reader) : readFixed(reader, Number(length));
}

/** Everything until the other side ends. */
export async function* readToEnd(reader: SocketReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) yield chunk;
}

async function* readFixed(reader: SocketReader, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = length;
  while (left > 0) {
    const chunk = await reader.next();
    if (chunk === undefined) throw new Error("unexpected EOF");
    const part = chunk.length <= left ? chunk : chunk.subarray(0, left);
    reader.unread(chunk.subarray(part.length));
    left -= part.length;
    yield part;
  }
}

async function* readChunked(reader: SocketReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const size = Number.parseInt(await readLine(reader), 16);
    if (Number.isNaN(size)) throw new Error("invalid byte in chunk length");
    if (size === 0) break;
    yield* readFixed(reader, size);
    await readLine(reader);
  }
  while ((await readLine(reader)) !== "");
}

async function readLine(reader: SocketReader): Promise<string> {
  let line = "";
  for (;;) {
    const chunk = await reader.next();
    if (chunk === undefined) throw new Error("unexpected EOF");
    const at = chunk.indexOf(lineFeed);
    line += latin1.decode(at < 0 ? chunk : chunk.subarray(0, at));
    if (at < 0) continue;
    reader.unread(chunk.subarray(at + 1));
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}
