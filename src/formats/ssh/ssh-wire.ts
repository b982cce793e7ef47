import { EngineError } from "#base/errors.ts";

/** The pieces that SSH puts its messages and keys together of (RFC 4251, section 5). */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  number(): number {
    return this.#take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.#take(this.number());
  }

  text(): string {
    return this.string().toString("utf8");
  }

  /** Big-endian, without zeros in front. */
  integer(): Buffer {
    return trimmed(this.string());
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new EngineError("invalid-argument", "ssh: short read");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

export function sshNumber(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function sshString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value as Uint8Array);
  return Buffer.concat([sshNumber(bytes.length), bytes]);
}

/** Not negative. */
export function sshInteger(value: Uint8Array): Buffer {
  const bytes = trimmed(Buffer.from(value));
  return sshString((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

function trimmed(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? Buffer.of() : bytes.subarray(start);
}
