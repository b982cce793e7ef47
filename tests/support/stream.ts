import { connect, type Socket } from "node:net";
import { eventually } from "./eventually.ts";

/** A connection that an engine has taken over for a raw or multiplexed stream, or an answer read as it comes. */
export class Stream {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly #socket: Socket;
  #received: Buffer;
  #ended = false;

  private constructor(socket: Socket, head: { status: number; headers: Map<string, string>; rest: Buffer }) {
    this.#socket = socket;
    this.status = head.status;
    this.headers = head.headers;
    this.#received = head.rest;
    socket.on("data", (chunk: Buffer) => (this.#received = Buffer.concat([this.#received, chunk])));
    socket.on("close", () => (this.#ended = true));
    socket.on("end", () => (this.#ended = true));
    socket.on("error", () => (this.#ended = true));
  }

  /** Sends a request and reads the head of its answer. Headers are those of a client that asks for a raw stream. */
  static async open(socketPath: string, method: string, target: { path: string; body?: object }): Promise<Stream> {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    const body = target.body === undefined ? "" : JSON.stringify(target.body);
    const fields = ["Host: engine", "Connection: Upgrade", "Upgrade: tcp", "Content-Type: application/json"];
    const lines = [`${method} ${target.path} HTTP/1.1`, ...fields, `Content-Length: ${Buffer.byteLength(body)}`];
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
    return new Stream(socket, await readHead(socket));
  }

  /** All that has come since the head. */
  get received(): Buffer {
    return this.#received;
  }

  get ended(): boolean {
    return this.#ended;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** Tells the engine that nothing more comes; its own direction stays open. */
  endInput(): void {
    this.#socket.end();
  }

  /** Resolves when the text has come. */
  async expect(text: string): Promise<void> {
    await eventually(`"${text}" in the stream`, () => this.#received.includes(text));
  }

  /** Resolves to all bytes when the engine has ended the stream. */
  async toEnd(): Promise<Buffer> {
    await eventually("the end of the stream", () => this.#ended);
    return this.#received;
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function readHead(socket: Socket): Promise<{ status: number; headers: Map<string, string>; rest: Buffer }> {
  let seen = Buffer.alloc(0);
  return await new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onData);
      const [first, ...lines] = seen.subarray(0, end).toString().split("\r\n");
      const headers = new Map(lines.map((line) => splitHeader(line)));
      resolve({ status: Number(first!.split(" ")[1]), headers, rest: seen.subarray(end + 4) });
    };
    socket.on("data", onData);
    socket.once("error", reject);
  });
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

/** The two outputs in a multiplexed stream. @see Engine API, "Stream format" of ContainerAttach */
export function demultiplex(bytes: Buffer): { readonly stdout: string; readonly stderr: string } {
  const parts: [Buffer[], Buffer[]] = [[], []];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at + 4);
    parts[bytes[at] === 2 ? 1 : 0].push(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return { stdout: Buffer.concat(parts[0]).toString(), stderr: Buffer.concat(parts[1]).toString() };
}
