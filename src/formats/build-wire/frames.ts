import { EngineError } from "#base/errors.ts";

/**
 * Frames of the connection between our own client and the builder (docs/build.md): a kind (1 byte), a channel (4 bytes), the
 * payload's length (4 bytes, all big-endian), the payload.
 */
export interface Frame {
  readonly kind: FrameKind;
  /** Which call it belongs to; 0: none. */
  readonly channel: number;
  readonly payload: Uint8Array;
}

/** The numbers are the protocol. */
export const frameKinds = {
  /** JSON: asks the other side for something, on a channel of its own. */
  call: 1,
  /** JSON: the end of a call. */
  reply: 2,
  /** JSON `{message}`: the end of a call that failed. */
  failure: 3,
  /** Bytes of a call, either way. */
  data: 4,
  /** No more bytes this way. */
  end: 5,
  /** JSON: progress. */
  event: 6,
} as const;

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

const headBytes = 9;
/** Larger payloads are parted by who sends them. */
export const largestPayload = 1 << 20;
/** Requests may hold a Dockerfile. */
const payloadLimit = 32 << 20;

export function encodeFrame({ kind, channel, payload }: Frame): Uint8Array {
  const frame = Buffer.allocUnsafe(headBytes + payload.length);
  frame.writeUInt8(kind, 0);
  frame.writeUInt32BE(channel, 1);
  frame.writeUInt32BE(payload.length, 5);
  frame.set(payload, headBytes);
  return frame;
}

/** Puts frames together from the pieces in which they come. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);

  /** @throws invalid-argument for what is no frame */
  *read(chunk: Uint8Array): Generator<Frame, void, undefined> {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    while (this.#pending.length - at >= headBytes) {
      const kind = this.#pending.readUInt8(at);
      const length = this.#pending.readUInt32BE(at + 5);
      if (!isKind(kind)) throw invalid(`kind ${kind}`);
      if (length > payloadLimit) throw invalid(`${length} bytes`);
      if (this.#pending.length - at - headBytes < length) break;
      const channel = this.#pending.readUInt32BE(at + 1);
      const payload = this.#pending.subarray(at + headBytes, at + headBytes + length);
      at += headBytes + length;
      yield { kind, channel, payload };
    }
    this.#pending = this.#pending.subarray(at);
  }
}

function isKind(kind: number): kind is FrameKind {
  return Object.values<number>(frameKinds).includes(kind);
}

function invalid(what: string): EngineError {
  return new EngineError("invalid-argument", `invalid frame of a build: ${what}`);
}
