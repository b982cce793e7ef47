/**
 * Docker's frames for two streams in one: a byte for the stream (0 stdin, 1 stdout, 2 stderr, 3 an error of the engine), three zero
 * bytes, the length as a big-endian 32 bit number, and that many bytes.
 * @see https://docs.docker.com/reference/api/engine/ "Attach to a container", Stream format
 */

export type StreamKind = "stdin" | "stdout" | "stderr" | "system";

/** A piece of one stream; a frame may come in several. */
export interface StreamPiece {
  readonly stream: StreamKind;
  readonly data: Uint8Array;
}

const kinds: readonly StreamKind[] = ["stdin", "stdout", "stderr", "system"];
const headBytes = 8;

/** Takes frames apart as their bytes arrive, copying only heads that are cut. */
export class StreamDecoder {
  readonly #head = new Uint8Array(headBytes);
  #headLength = 0;
  #left = 0;
  #stream: StreamKind = "stdout";

  /** The pieces that `chunk` completes or carries on; they share its memory. @throws Error for an unknown stream. */
  *decode(chunk: Uint8Array): Generator<StreamPiece, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) at = this.#takeHead(chunk, at);
      const end = Math.min(chunk.length, at + this.#left);
      if (end > at) yield { stream: this.#stream, data: chunk.subarray(at, end) };
      this.#left -= end - at;
      at = end;
    }
  }

  /** Whether the bytes so far end with a frame. */
  get whole(): boolean {
    return this.#left === 0 && this.#headLength === 0;
  }

  #takeHead(chunk: Uint8Array, from: number): number {
    if (this.#headLength === 0 && chunk.length - from >= headBytes) {
      this.#begin(chunk, from);
      return from + headBytes;
    }
    const end = Math.min(chunk.length, from + headBytes - this.#headLength);
    this.#head.set(chunk.subarray(from, end), this.#headLength);
    this.#headLength += end - from;
    if (this.#headLength < headBytes) return end;
    this.#headLength = 0;
    this.#begin(this.#head, 0);
    return end;
  }

  #begin(bytes: Uint8Array, at: number): void {
    const number = bytes[at] ?? 0;
    const kind = kinds[number];
    if (kind === undefined) throw new Error(`Unrecognized input header: ${number}`);
    this.#stream = kind;
    this.#left = 0;
    for (let index = at + 4; index < at + headBytes; index++) this.#left = this.#left * 256 + (bytes[index] ?? 0);
  }
}

/** One frame. */
export function encodeFrame(stream: StreamKind, data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headBytes + data.length);
  frame[0] = kinds.indexOf(stream);
  new DataView(frame.buffer).setUint32(4, data.length);
  frame.set(data, headBytes);
  return frame;
}
