import { backgroundOp, type Op } from "#base/op.ts";
import { Client } from "#client/client.ts";
import type { HijackedStream, Transport, TransportRequest, TransportResponse } from "#client/transport.ts";
import type { Input, Io, Output } from "./io.ts";

/** An Io that keeps what is printed. */
export interface RecordingIo extends Io {
  readonly op: Op;
  printed(): { readonly out: string; readonly err: string };
}

export interface RecordingIoOptions {
  /** What stands on standard input. */
  readonly input?: string;
  readonly config?: Io["config"];
  readonly now?: number;
  readonly contextName?: string;
  readonly configFolder?: string;
  readonly env?: Io["env"];
  readonly openRepository?: Io["openRepository"];
  /** The columns of the terminal that output goes to; without them it is none. */
  readonly columns?: number;
  /** Whether standard input is a terminal. */
  readonly typing?: boolean;
}

/** The world of a command under test: no terminal, no files, a clock that stands still. */
export function recordingIo(options: RecordingIoOptions = {}): RecordingIo {
  const kept = { out: [] as string[], err: [] as string[] };
  return {
    op: backgroundOp(),
    stdin: { ...textInput(options.input ?? ""), isTerminal: options.typing ?? false },
    stdout: recorder(kept.out, options.columns),
    stderr: recorder(kept.err, options.columns),
    env: options.env ?? {},
    lockFile: memoryLocks(),
    ...(options.openRepository === undefined ? {} : { openRepository: options.openRepository }),
    signals: { listen: () => () => {} },
    config: options.config ?? {},
    contextName: options.contextName ?? "default",
    engine: { configFolder: options.configFolder ?? "/nowhere", defaultHost: "unix:///test.sock" },
    now: () => options.now ?? 0,
    printed: () => ({ out: kept.out.join(""), err: kept.err.join("") }),
  };
}

/** Locks among the callers of one Io. */
function memoryLocks(): Io["lockFile"] {
  const tails = new Map<string, Promise<void>>();
  return async (_op, path) => {
    const before = tails.get(path) ?? Promise.resolve();
    let unlock = (): void => {};
    const held = new Promise<void>((resolve) => {
      unlock = resolve;
    });
    tails.set(
      path,
      before.then(() => held),
    );
    await before;
    return unlock;
  };
}

function recorder(into: string[], columns?: number): Output {
  const decoder = new TextDecoder();
  const write = (data: string | Uint8Array): void =>
    void into.push(typeof data === "string" ? data : decoder.decode(data));
  return {
    isTerminal: columns !== undefined,
    write,
    send: async (data) => write(data),
    windowSize: () => ({ rows: columns === undefined ? 0 : 24, columns: columns ?? 0 }),
  };
}

function textInput(text: string): Input {
  return {
    isTerminal: false,
    async *read() {
      if (text !== "") yield new TextEncoder().encode(text);
    },
    setRaw: () => () => {},
  };
}

/** An answer of the engine under test. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly json?: unknown;
  /** Instead of `json`. */
  readonly text?: string | Uint8Array;
  /** The answer has begun, and its body never comes. */
  readonly pending?: true;
}

export interface RecordedRequest {
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** A client whose engine gives the answers in turn, and keeps what it was asked. */
export function scriptedClient(answers: readonly ScriptedAnswer[]): {
  readonly client: Client;
  readonly requests: RecordedRequest[];
} {
  const requests: RecordedRequest[] = [];
  const left = [...answers];
  const answer = (request: TransportRequest): TransportResponse => {
    const { method, headers } = request;
    requests.push({ method, path: request.path.replace(/^\/v[\d.]+/, ""), json: jsonOf(request.body), headers });
    const next = left.shift();
    if (next === undefined) throw new Error(`nobody answers ${request.method} ${request.path}`);
    return responseOf(next);
  };
  const transport: Transport = {
    request: async (_op, request) => answer(request),
    hijack: async (_op, request): Promise<HijackedStream> => ({
      ...answer(request),
      write: async () => {},
      closeWrite() {},
      close() {},
    }),
    close() {},
  };
  return { client: new Client(transport, { host: "unix:///test.sock", version: "1.51" }), requests };
}

function jsonOf(body: TransportRequest["body"]): unknown {
  return body instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(body)) : undefined;
}

function responseOf({ status = 200, json, text, pending }: ScriptedAnswer): TransportResponse {
  const content = text ?? (json === undefined ? "" : JSON.stringify(json));
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const headers = new Map(json === undefined ? [] : [["content-type", "application/json"]]);
  return { status, headers, body: pending === true ? never() : once(bytes) };
}

async function* never(): AsyncGenerator<Uint8Array, void, undefined> {
  await new Promise<never>(() => {});
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.length > 0) yield bytes;
}
