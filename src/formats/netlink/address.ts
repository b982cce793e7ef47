import { type AttributeValues, address, concat, decodeAttributes, encodeAttributes, text, u32 } from "./attributes.ts";

export const addressTypes = { new: 20, delete: 21, get: 22 } as const;

export const families = { any: 0, ipv4: 2, ipv6: 10 } as const;

/** IFA_F_NODAD: an IPv6 address that is used at once, without a search for duplicates. */
export const noDuplicateDetection = 0x02;

/** IFA_* (kernel: include/uapi/linux/if_addr.h). */
const addressAttributes = {
  address: address(1),
  local: address(2),
  label: text(3),
  broadcast: address(4),
  flags: u32(8),
};

export type AddressAttributes = AttributeValues<typeof addressAttributes>;

export interface AddressMessage {
  readonly family: number;
  readonly prefixLength: number;
  readonly scope: number;
  readonly linkIndex: number;
  readonly attributes: AddressAttributes;
}

const headerSize = 8;

/** struct ifaddrmsg and its attributes. */
export function encodeAddress(message: AddressMessage): Uint8Array {
  const header = new Uint8Array(headerSize);
  header.set([message.family, message.prefixLength, 0, message.scope]);
  new DataView(header.buffer).setUint32(4, message.linkIndex, true);
  return concat([header, encodeAttributes(addressAttributes, message.attributes)]);
}

/** @throws RangeError when the payload is damaged */
export function decodeAddress(payload: Uint8Array): AddressMessage {
  if (payload.length < headerSize) throw new RangeError(`address message of ${payload.length} bytes`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    family: view.getUint8(0),
    prefixLength: view.getUint8(1),
    scope: view.getUint8(3),
    linkIndex: view.getUint32(4, true),
    attributes: decodeAttributes(addressAttributes, payload.subarray(headerSize)),
  };
}
