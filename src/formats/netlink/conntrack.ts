import {
  type AttributeValues,
  address,
  bytes,
  concat,
  decodeAttributes,
  encodeAttributes,
  nested,
  u8,
} from "./attributes.ts";

/** Types of netfilter messages about tracked connections (kernel: include/uapi/linux/netfilter/nfnetlink_conntrack.h). */
export const conntrackTypes = { get: 0x101, delete: 0x102 } as const;

const ipv4 = 2;
const headerSize = 4;
const tuple = { ip: nested(1, { source: address(1), destination: address(2) }), proto: nested(2, { number: u8(1) }) };
const flowAttributes = { original: nested(1, tuple), reply: nested(2, tuple) };
const rawAttributes = { original: bytes(1) };

export type Flow = AttributeValues<typeof flowAttributes>;

/** Asks for all flows of IPv4. */
export function encodeFlowDump(): Uint8Array {
  return Uint8Array.of(ipv4, 0, 0, 0);
}

/** struct nfgenmsg and CTA_*. @throws RangeError when the payload is damaged */
export function decodeFlow(payload: Uint8Array): Flow {
  if (payload.length < headerSize) throw new RangeError(`conntrack message of ${payload.length} bytes`);
  return decodeAttributes(flowAttributes, payload.subarray(headerSize));
}

/** Names the flow of a dumped message, for its deletion. @throws RangeError */
export function encodeSameFlow(payload: Uint8Array): Uint8Array {
  const { original } = decodeAttributes(rawAttributes, payload.subarray(headerSize));
  const nestedOriginal = { original: { ...rawAttributes.original, id: flowAttributes.original.id } };
  return concat([encodeFlowDump(), encodeAttributes(nestedOriginal, original === undefined ? {} : { original })]);
}
