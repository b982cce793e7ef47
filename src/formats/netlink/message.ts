import { aligned, decodeAttributes, text } from "./attributes.ts";

/** One netlink message (kernel: include/uapi/linux/netlink.h, struct nlmsghdr). */
export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

export const messageFlags = {
  request: 0x1,
  multi: 0x2,
  ack: 0x4,
  dumpInterrupted: 0x10,
  capped: 0x100,
  ackAttributes: 0x200,
  dump: 0x300,
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
} as const;

export const controlTypes = { error: 2, done: 3 } as const;

const headerSize = 16;

export function encodeMessage(message: NetlinkMessage): Uint8Array {
  const whole = new Uint8Array(aligned(headerSize + message.payload.length));
  const view = new DataView(whole.buffer);
  view.setUint32(0, headerSize + message.payload.length, true);
  view.setUint16(4, message.type, true);
  view.setUint16(6, message.flags, true);
  view.setUint32(8, message.sequence, true);
  whole.set(message.payload, headerSize);
  return whole;
}

/** The messages of one datagram. @throws RangeError when a length does not fit */
export function decodeMessages(datagram: Uint8Array): NetlinkMessage[] {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const messages: NetlinkMessage[] = [];
  for (let offset = 0; offset < datagram.length; ) {
    const length = offset + headerSize <= datagram.length ? view.getUint32(offset, true) : 0;
    if (length < headerSize || offset + length > datagram.length)
      throw new RangeError(`netlink message of ${length} bytes at ${offset} of ${datagram.length}`);
    messages.push({
      type: view.getUint16(offset + 4, true),
      flags: view.getUint16(offset + 6, true),
      sequence: view.getUint32(offset + 8, true),
      payload: datagram.subarray(offset + headerSize, offset + length),
    });
    offset += aligned(length);
  }
  return messages;
}

/** The kernel's answer to a request: errno 0 is an acknowledgement. */
export interface Acknowledgement {
  /** Positive. */
  readonly errno: number;
  /** The kernel's own words (extended acknowledgement), where it has some. */
  readonly text: string | undefined;
}

const acknowledgementAttributes = { text: text(1) };

/** Decodes the payload of an error message (struct nlmsgerr and its attributes). @throws RangeError */
export function decodeAcknowledgement(message: NetlinkMessage): Acknowledgement {
  const { payload, flags } = message;
  if (payload.length < 4) throw new RangeError(`netlink error of ${payload.length} bytes`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const errno = -view.getInt32(0, true);
  if ((flags & messageFlags.ackAttributes) === 0 || payload.length < 4 + headerSize) return { errno, text: undefined };
  const echoed = (flags & messageFlags.capped) !== 0 ? headerSize : view.getUint32(4, true);
  const attributes = payload.subarray(Math.min(4 + aligned(echoed), payload.length));
  return { errno, text: decodeAttributes(acknowledgementAttributes, attributes).text };
}
