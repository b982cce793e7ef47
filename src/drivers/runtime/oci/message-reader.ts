import { decodeMessage, maxBodyBytes, type ShimMessage } from "./protocol.gen.ts";

/** Puts the shim's messages together from the pieces that a socket gives; unknown ones are skipped. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that `piece` completes. @throws RangeError when the other end does not speak the protocol */
  push(piece: Uint8Array): ShimMessage[] {
    const data = this.#rest.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#rest, piece]);
    const messages: ShimMessage[] = [];
    let at = 0;
    while (data.length - at >= 8) {
      const length = data.readUInt32LE(at);
      if (length > maxBodyBytes) throw new RangeError(`shim message of ${length} bytes`);
      if (data.length - at < 8 + length) break;
      const message = decodeMessage(data.readUInt32LE(at + 4), data.subarray(at + 8, at + 8 + length));
      if (message.name !== "unknown") messages.push(message);
      at += 8 + length;
    }
    this.#rest = data.subarray(at);
    return messages;
  }
}
