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

/** What a frame of its own brings out again only where no other frame is under way. */
const probe = Buffer.from("the frame before this one is whole");
const frameMagic = [0x28, 0xb5, 0x2f, 0xfd];
const singleSegment = 0x20;
/** A zstd frame of one raw block, the last one (RFC 8878, 3.1.1). */
const probeFrame = Buffer.from([
  ...[...frameMagic, singleSegment, probe.length],
  ...[((probe.length << 3) | 1) & 0xff, probe.length >> 5, 0],
  ...probe,
]);

/**
 * Unpacks gzip (of any number of members) or zstd on the calling thread, into memory that is used again and again: a
 * stream of node:zlib takes new memory for all that it gives, and leaves it to the garbage collector.
 * Whatever follows the end of gzip is passed over, as by node:zlib's streams; after zstd only more of it may come.
 */
export class Unpacker implements Disposable {
  readonly #handle: Handle;
  readonly #state: Uint32Array;
  readonly #compression: "gzip" | "zstd";
  readonly #output = Buffer.allocUnsafeSlow(outputBytes);
  #failure: Error | undefined;
  #ended = false;

  constructor(compression: "gzip" | "zstd") {
    const stream = (compression === "gzip" ? createGunzip() : createZstdDecompress()) as unknown as Stream;
    this.#handle = stream._handle;
    this.#state = stream._writeState;
    this.#compression = compression;
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
    yield* this.#run(noBytes, this.#compression === "gzip" ? constants.Z_FINISH : constants.ZSTD_e_end);
    if (this.#compression === "zstd" && !this.#ended && !this.#isWhole()) throw cutOff();
  }

  /** Zlib's stream ends by itself in an error when it is cut off, zstd's does not. */
  #isWhole(): boolean {
    try {
      const output: Buffer[] = [];
      // Byte by byte: libzstd looks for a whole frame at the start of what it is given, even within the header of another.
      for (const byte of probeFrame)
        for (const piece of this.unpack(Uint8Array.of(byte))) output.push(Buffer.from(piece));
      return Buffer.concat(output).equals(probe);
    } catch {
      return false;
    }
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
      if (this.#ended && this.#compression === "zstd") throw unknownFrame();
      return;
    }
  }

  [Symbol.dispose](): void {
    this.#handle.close();
  }
}

function unknownFrame(): Error {
  return Object.assign(new Error("Unknown frame descriptor"), { code: "ZSTD_error_prefix_unknown" });
}

function cutOff(): Error {
  return Object.assign(new Error("unexpected end of file"), { code: "Z_BUF_ERROR" });
}

/** Whether an error says that what was to be unpacked by gzip or zstd is damaged. */
export function isPackingDamage(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" && /^(?:Z_|ZSTD_|ERR_ZSTD)/.test(code);
}
