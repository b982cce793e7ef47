/** Kinds of frames. @see RFC 6455 section 5.2 */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Frame {
  readonly opcode: number;
  /** The last of its message. */
  readonly final: boolean;
  readonly payload: Uint8Array;
}

/** What a peer may not send. `code`: as a close frame gives it. */
export class FrameError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const controlLimit = 125;

/** Reads the frames of a client as they arrive, in pieces of any size. */
export class FrameReader {
  readonly #maxBytes: number;
  #bytes: Uint8Array = new Uint8Array();

  /** `maxBytes`: of one frame. */
  constructor(options: { readonly maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
  }

  /** The frames that are whole now, their payloads unmasked. @throws FrameError */
  push(chunk: Uint8Array): Frame[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : joined(this.#bytes, chunk);
    const frames: Frame[] = [];
    for (;;) {
      const head = this.#head();
      if (head === undefined || this.#bytes.length < head.end) return frames;
      frames.push({ opcode: head.opcode, final: head.final, payload: unmasked(this.#bytes, head) });
      this.#bytes = this.#bytes.subarray(head.end);
    }
  }

  /** Undefined: not all of it is there yet. */
  #head(): Head | undefined {
    const bytes = this.#bytes;
    const [first = 0, second = 0] = bytes;
    if (bytes.length < 2) return undefined;
    if ((first & 0x70) !== 0) throw new FrameError(1002, "reserved bits are set");
    if ((second & 0x80) === 0) throw new FrameError(1002, "a client's frame is not masked");
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const start = 2 + lengthBytes + 4;
    if (bytes.length < start) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const length = lengthBytes === 0 ? short : lengthBytes === 2 ? view.getUint16(2) : Number(view.getBigUint64(2));
    const opcode = first & 0x0f;
    const final = (first & 0x80) !== 0;
    if (opcode >= opcodes.close && (length > controlLimit || !final)) throw new FrameError(1002, "a bad control frame");
    if (length > this.#maxBytes) throw new FrameError(1009, "frame too large");
    return { opcode, final, mask: bytes.subarray(start - 4, start), start, end: start + length };
  }
}

interface Head {
  readonly opcode: number;
  readonly final: boolean;
  readonly mask: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function unmasked(bytes: Uint8Array, { mask, start, end }: Head): Uint8Array {
  // A copy: of a Buffer, slice would give the caller's own bytes.
  const payload = new Uint8Array(bytes.subarray(start, end));
  for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0);
  return payload;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** A whole message in one frame, as a server sends it: not masked. */
export function serverFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + length);
  const view = new DataView(frame.buffer);
  frame[0] = 0x80 | opcode;
  frame[1] = lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127;
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  frame.set(payload, 2 + lengthBytes);
  return frame;
}

/** A close frame with its reason. */
export function closeFrame(code: number): Uint8Array {
  return serverFrame(opcodes.close, Uint8Array.of(code >> 8, code & 0xff));
}
