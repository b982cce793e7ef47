/** A request as it came over a connection. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The request at the start of `received`, and what stands behind it; undefined while more is to come. */
export function readRequest(received: Buffer): { readonly request: HttpRequest; readonly rest: Buffer } | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map(lines.map((line) => [line.split(":", 1)[0]!.toLowerCase(), line.replace(/^[^:]*:\s*/, "")]));
  const read = readBody(received.subarray(end + 4), headers);
  if (read === undefined) return undefined;
  const [method = "", target = ""] = first.split(" ");
  return { request: { method, target, headers, body: read.body }, rest: read.rest };
}

interface ReadBody {
  readonly body: Buffer;
  readonly rest: Buffer;
}

function readBody(rest: Buffer, headers: ReadonlyMap<string, string>): ReadBody | undefined {
  if (headers.get("transfer-encoding") === "chunked") return readChunks(rest);
  const length = Number(headers.get("content-length") ?? 0);
  return rest.length < length ? undefined : { body: rest.subarray(0, length), rest: rest.subarray(length) };
}

function readChunks(encoded: Buffer): ReadBody | undefined {
  const chunks: Buffer[] = [];
  let rest = encoded;
  for (;;) {
    const end = rest.indexOf("\r\n");
    if (end < 0) return undefined;
    const size = Number.parseInt(rest.subarray(0, end).toString(), 16);
    if (rest.length < end + 4 + size) return undefined;
    const after = rest.subarray(end + 4 + size);
    if (size === 0) return { body: Buffer.concat(chunks), rest: after };
    chunks.push(rest.subarray(end + 2, end + 2 + size));
    rest = after;
  }
}
