import { address, concat, encodeAttributes } from "./attributes.ts";

export const neighbourTypes = { new: 28, delete: 29, get: 30 } as const;

export interface NeighbourMessage {
  readonly family: number;
  readonly linkIndex: number;
  readonly address: string;
}

/** struct ndmsg and NDA_DST (kernel: include/uapi/linux/neighbour.h): names one neighbour of a link. */
export function encodeNeighbour(neighbour: NeighbourMessage): Uint8Array {
  const header = new Uint8Array(12);
  header[0] = neighbour.family;
  new DataView(header.buffer).setInt32(4, neighbour.linkIndex, true);
  return concat([header, encodeAttributes({ destination: address(1) }, { destination: neighbour.address })]);
}
