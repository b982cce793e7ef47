import {
  type AttributeValues,
  bareText,
  bytes,
  concat,
  decodeAttributes,
  encodeAttributes,
  hardwareAddress,
  nested,
  text,
  u8,
  u32,
} from "./attributes.ts";

/** Types of rtnetlink messages about links (kernel: include/uapi/linux/rtnetlink.h). */
export const linkTypes = { new: 16, delete: 17, get: 18, set: 19 } as const;

export const linkFlags = { up: 0x1, loopback: 0x8, running: 0x40 } as const;

/** IFLA_* (include/uapi/linux/if_link.h). */
const linkAttributes = {
  address: hardwareAddress(1),
  name: text(3),
  mtu: u32(4),
  peerIndex: u32(5),
  master: u32(10),
  linkInfo: nested(18, {
    kind: text(1),
    data: bytes(2),
    portKind: text(4),
    portData: nested(5, { hairpin: u8(4), isolated: u8(33) }),
  }),
  netnsPid: u32(19),
  alias: bareText(20),
  netnsFd: u32(28),
};

export type LinkAttributes = AttributeValues<typeof linkAttributes>;

export interface LinkMessage {
  /** 0: none yet, or found by name. */
  readonly index: number;
  readonly flags: number;
  /** Which of `flags` a request changes. */
  readonly changeMask: number;
  readonly attributes: LinkAttributes;
}

const headerSize = 16;

/** struct ifinfomsg and its attributes. */
export function encodeLink(link: LinkMessage): Uint8Array {
  const header = new Uint8Array(headerSize);
  const view = new DataView(header.buffer);
  view.setInt32(4, link.index, true);
  view.setUint32(8, link.flags, true);
  view.setUint32(12, link.changeMask, true);
  return concat([header, encodeAttributes(linkAttributes, link.attributes)]);
}

/** @throws RangeError when the payload is damaged */
export function decodeLink(payload: Uint8Array): LinkMessage {
  if (payload.length < headerSize) throw new RangeError(`link message of ${payload.length} bytes`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    index: view.getInt32(4, true),
    flags: view.getUint32(8, true),
    changeMask: view.getUint32(12, true),
    attributes: decodeAttributes(linkAttributes, payload.subarray(headerSize)),
  };
}

/** IFLA_INFO_DATA of a veth pair: its other end (VETH_INFO_PEER). */
export function encodeVethPeer(peer: LinkMessage): Uint8Array {
  return encodeAttributes({ peer: bytes(1) }, { peer: encodeLink(peer) });
}
