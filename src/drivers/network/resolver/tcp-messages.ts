/** Cuts a TCP stream into DNS messages: two bytes of length before each (RFC 1035, 4.2.2). */
export class MessageReader {
  #held: Buffer = Buffer.alloc(0);

  /** The messages that are whole with these bytes. At most one that is not is held, so 64 KiB. */
  push(bytes: Uint8Array): Uint8Array[] {
    this.#held = Buffer.concat([this.#held, bytes]);
    const messages: Uint8Array[] = [];
    for (;;) {
      if (this.#held.length < 2) return messages;
      const end = 2 + this.#held.readUInt16BE(0);
      if (this.#held.length < end) return messages;
      messages.push(Uint8Array.from(this.#held.subarray(2, end)));
      this.#held = this.#held.subarray(end);
    }
  }
}

export function withLength(message: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([message.length >> 8, message.length & 0xff]), message]);
}
