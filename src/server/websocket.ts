import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { EngineError } from "#base/errors.ts";
import { closeFrame, type Frame, FrameError, FrameReader, opcodes, serverFrame } from "#formats/websocket/frames.ts";

/** Of one frame of a client: what it types, or sends of a file. */
const maxFrameBytes = 1024 * 1024;
const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * The head that accepts a client's handshake. @throws invalid-argument when it is none
 * @see RFC 6455 section 4.2
 */
export function acceptHead({ headers }: IncomingMessage): string {
  const key = headers["sec-websocket-key"] ?? "";
  const isUpgrade = headers.upgrade?.toLowerCase() === "websocket" && /\bupgrade\b/i.test(headers.connection ?? "");
  if (!isUpgrade || key === "") throw new EngineError("invalid-argument", "not websocket protocol");
  if (headers["sec-websocket-version"] !== "13")
    throw new EngineError("invalid-argument", "missing or bad WebSocket Version");
  const protocols = (headers["sec-websocket-protocol"] ?? "").split(",").filter((name) => name.trim() !== "");
  if (protocols.length > 1) throw new EngineError("invalid-argument", "missing or bad WebSocket-Protocol");
  const accept = createHash("sha1")
    .update(key + magic)
    .digest("base64");
  const lines = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`];
  if (protocols[0] !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocols[0].trim()}`);
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** A WebSocket as a stream of bytes: what is written goes out in binary frames, what its client sends is read. */
export class WebSocketStream extends Duplex {
  readonly #socket: Duplex;
  readonly #frames = new FrameReader({ maxBytes: maxFrameBytes });
  #closed = false;
  #inputEnded = false;

  /** Takes a socket on which the handshake is done; `rest` came after it. */
  constructor(socket: Duplex, rest: Uint8Array) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on("data", (chunk: Uint8Array) => this.#take(chunk));
    socket.once("end", () => this.#endInput()).once("close", () => this.destroy());
    socket.on("error", () => this.destroy());
    if (rest.length > 0) this.#take(rest);
    socket.resume();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (this.#socket.write(serverFrame(opcodes.binary, chunk))) done();
    else this.#socket.once("drain", done);
  }

  override _final(done: () => void): void {
    this.#close(1000);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #take(chunk: Uint8Array): void {
    if (this.#inputEnded) return;
    try {
      for (const frame of this.#frames.push(chunk)) this.#heard(frame);
    } catch (error) {
      this.#close(error instanceof FrameError ? error.code : 1011);
      this.#endInput();
    }
  }

  #heard({ opcode, payload }: Frame): void {
    if (this.#inputEnded) return;
    if (opcode === opcodes.ping) this.#socket.write(serverFrame(opcodes.pong, payload));
    else if (opcode === opcodes.close) {
      this.#close(1000);
      this.#endInput();
    } else if (opcode < opcodes.close && payload.length > 0 && !this.push(payload)) this.#socket.pause();
  }

  #endInput(): void {
    if (this.#inputEnded || this.destroyed) return;
    this.#inputEnded = true;
    this.push(null);
  }

  /** Says goodbye once, and then nothing more. */
  #close(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.end(closeFrame(code));
  }
}
