import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HttpRequest, readRequest } from "./http-request.ts";

/** A request as an engine sees it. */
export interface RecordedCall {
  readonly method: string;
  /** With its version, and its query in the order of names. */
  readonly target: string;
  /** JSON is read; of other bodies there is the type. */
  readonly body?: unknown;
  /** What `X-Registry-Auth` holds. */
  readonly registryAuth?: unknown;
}

export interface EngineAnswer {
  readonly status?: number;
  readonly json?: unknown;
  /** Instead of `json`. */
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers by method and path without version and query: `GET /nodes/one`. */
export type EngineAnswers = Readonly<Record<string, EngineAnswer>>;

/** An engine that knows fixed answers and keeps what it is asked. */
export interface RecordingEngine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly headers: Record<string, string>;
  answers: EngineAnswers;
  /** What was asked since the last call, pings aside. */
  takeCalls(): RecordedCall[];
}

/** Listens on a socket of its own; `headers` go with every answer. */
export async function recordingEngine(headers: Readonly<Record<string, string>>): Promise<RecordingEngine> {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  const path = join(folder, "sock");
  let calls: RecordedCall[] = [];
  const engine: Pick<RecordingEngine, "headers" | "answers"> = { headers: { ...headers }, answers: {} };
  const server = net.createServer((socket) => {
    let received: Buffer = Buffer.alloc(0);
    let answered = false;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const read = answered ? undefined : readRequest(received);
      if (read === undefined) return;
      answered = true;
      const { call, name } = recorded(read.request);
      if (!name.endsWith(" /_ping")) calls.push(call);
      const answer = name.endsWith(" /_ping") ? { text: "OK" } : (engine.answers[name] ?? absent(name));
      socket.end(responseText(answer, engine.headers, name.startsWith("HEAD ")));
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return Object.assign(engine, {
    host: `unix://${path}`,
    takeCalls: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true });
    },
  });
}

function absent(name: string): EngineAnswer {
  return { status: 404, json: { message: `nothing at ${name}` } };
}

/** A request as it is compared, and its name among answers. */
interface NamedCall {
  readonly call: RecordedCall;
  readonly name: string;
}

/** A request as it is compared. */
function recorded({ method, target, headers, body }: HttpRequest): NamedCall {
  const [path = "", query = ""] = target.split("?");
  const sorted = [...new URLSearchParams(query)].map(([name, value]) => `${name}=${value}`).sort();
  const auth = headers.get("x-registry-auth");
  const call = {
    method,
    target: sorted.length === 0 ? path : `${path}?${sorted.join("&")}`,
    ...(body.length === 0 ? {} : { body: bodyOf(body, headers.get("content-type") ?? "") }),
    ...(auth === undefined ? {} : { registryAuth: JSON.parse(Buffer.from(auth, "base64url").toString()) as unknown }),
  };
  return { call, name: `${method} ${decodeURIComponent(path.replace(/^\/v[\d.]+(?=\/)/, ""))}` };
}

function bodyOf(body: Buffer, type: string): unknown {
  if (!type.startsWith("application/json")) return type === "" ? "a body" : `a body of ${type}`;
  return JSON.parse(body.toString()) as unknown;
}

const upgrade =
  "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

function responseText(
  { status = 200, json, text, type, headers: more = {} }: EngineAnswer,
  headers: Readonly<Record<string, string>>,
  headOnly: boolean,
): string {
  if (status === 101) return upgrade;
  const body = text ?? (json === undefined ? "" : `${JSON.stringify(json)}\n`);
  const contentType = type ?? (json === undefined ? "text/plain; charset=utf-8" : "application/json");
  const own = { "Content-Type": contentType, "Content-Length": String(Buffer.byteLength(body)), Connection: "close" };
  const lines = Object.entries({ ...headers, ...more, ...own }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Answer\r\n${lines.join("")}\r\n${headOnly ? "" : body}`;
}
