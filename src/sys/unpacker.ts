import { constants, createGunzip, createZstdDecompress } from "node:zlib";

/** What node:zlib's streams do their work with, in Node as in Bun: the call that they themselves make where they may wait. */
interface Handle {
  writeSync(flush: number, input: Uint8Array, inputAt: number, inputLength: number, ...output: Output): void;
  close(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

type Output = [output: Uint8Array, outputAt: number, outputLength: number];

interface Stream {
  readonly _handle: Handle;
  /** Room left of the output, bytes left of the input: after a call. */
  readonly _writeState: Uint32Array;
}

const outputBytes = 256 * 1024;
const noBytes = new Uint8Array();

/**
 * Unpacks gzip (of any number of members) or zstd on the calling thread, into memory that is used again and again: a
 * stream of node:zlib takes new memory for all that it gives, and leaves it to the garbage collector.
 * Whatever follows the end of the packed bytes is passed over, as by node:zlib's streams.
 */
export class Unpacker implements Disposable {
  readonly #handle: Handle;
  readonly #state: Uint32Array;
  readonly #endFlush: number;
  readonly #output = Buffer.allocUnsafeSlow(outputBytes);
  #failure: Error | undefined;
  #ended = false;

  constructor(compression: "gzip" | "zstd") {
    const stream = (compression === "gzip" ? createGunzip() : createZstdDecompress()) as unknown as Stream;
    this.#handle = stream._handle;
    this.#state = stream._writeState;
    this.#endFlush = compression === "gzip" ? constants.Z_FINISH : constants.ZSTD_e_end;
    this.#handle.onerror = (message, _errno, code) => {
      this.#failure = Object.assign(new Error(message), { code });
    };
  }

  /** The plain bytes of the next packed ones, in pieces; each is good until the next is asked for. @throws with zlib's code */
  *unpack(packed: Uint8Array): Generator<Uint8Array, void, undefined> {
    yield* this.#run(packed, constants.Z_NO_FLUSH);
  }

  /** What is left of the plain bytes when all packed ones were given. @throws with zlib's code when those are cut off */
  *finish(): Generator<Uint8Array, void, undefined> {
    yield* this.#run(noBytes, this.#endFlush);
  }

  *#run(packed: Uint8Array, flush: number): Generator<Uint8Array, void, undefined> {
    for (let left = packed.length; !this.#ended; ) {
      this.#handle.writeSync(flush, packed, packed.length - left, left, this.#output, 0, outputBytes);
      if (this.#failure !== undefined) throw this.#failure;
      const [room = 0, unread = 0] = this.#state;
      left = unread;
      if (room < outputBytes) yield this.#output.subarray(0, outputBytes - room);
      if (room === 0) continue;
      // There was room, and still it did not want what is left.
      this.#ended = left > 0;
      return;
    }
  }

  [Symbol.dispose](): void {
    this.#handle.close();
  }
}
