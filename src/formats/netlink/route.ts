import { type AttributeValues, address, concat, decodeAttributes, encodeAttributes, u32 } from "./attributes.ts";

export const routeTypes = { new: 24, delete: 25, get: 26 } as const;

export const routeTables = { main: 254, local: 255 } as const;

/** RTPROT_BOOT: made by hand or by a program, as `ip route add` does. */
const protocolBoot = 3;
const kindUnicast = 1;

/** RTA_* (kernel: include/uapi/linux/rtnetlink.h). */
const routeAttributes = {
  destination: address(1),
  outLink: u32(4),
  gateway: address(5),
  priority: u32(6),
  preferredSource: address(7),
  table: u32(15),
};

export type RouteAttributes = AttributeValues<typeof routeAttributes>;

export interface RouteMessage {
  readonly family: number;
  readonly destinationLength: number;
  readonly table: number;
  /** 0: universe, 253: link. */
  readonly scope: number;
  /** RTN_*: 1 is unicast, 2 local. */
  readonly kind?: number;
  readonly attributes: RouteAttributes;
}

const headerSize = 12;

/** struct rtmsg and its attributes. */
export function encodeRoute(route: RouteMessage): Uint8Array {
  const { family, destinationLength, table, scope, kind = kindUnicast } = route;
  const header = Uint8Array.of(family, destinationLength, 0, 0, table, protocolBoot, scope, kind, 0, 0, 0, 0);
  return concat([header, encodeAttributes(routeAttributes, route.attributes)]);
}

/** @throws RangeError when the payload is damaged */
export function decodeRoute(payload: Uint8Array): RouteMessage {
  if (payload.length < headerSize) throw new RangeError(`route message of ${payload.length} bytes`);
  const attributes = decodeAttributes(routeAttributes, payload.subarray(headerSize));
  return {
    family: payload[0]!,
    destinationLength: payload[1]!,
    table: attributes.table ?? payload[4]!,
    scope: payload[6]!,
    kind: payload[7]!,
    attributes,
  };
}
