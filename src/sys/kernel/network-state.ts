import { addressTypes, decodeAddress, encodeAddress, families } from "#formats/netlink/address.ts";
import { decodeLink, encodeLink, linkFlags, linkTypes } from "#formats/netlink/link.ts";
import { decodeRoute, encodeRoute, routeTables, routeTypes } from "#formats/netlink/route.ts";
import type { Address, Link, NetworkState, Route } from "./contract.ts";
import type { NetlinkSocket } from "./netlink-socket.ts";

const kindUnicast = 1;

/** What the namespace of `socket` has. @throws SyscallError */
export function readNetworkState(socket: NetlinkSocket): NetworkState {
  return { links: readLinks(socket), addresses: readAddresses(socket), routes: readRoutes(socket) };
}

function readLinks(socket: NetlinkSocket): Link[] {
  const request = encodeLink({ index: 0, flags: 0, changeMask: 0, attributes: {} });
  return socket.dump(linkTypes.get, request).map(({ payload }) => {
    const { index, flags, attributes } = decodeLink(payload);
    return {
      index,
      name: attributes.name ?? "",
      kind: attributes.linkInfo?.kind ?? "",
      up: (flags & linkFlags.up) !== 0,
      mtu: attributes.mtu ?? 0,
      hardwareAddress: attributes.address ?? "",
      alias: attributes.alias ?? "",
      isolated: attributes.linkInfo?.portData?.isolated === 1,
      master: attributes.master,
      peerIndex: attributes.peerIndex,
    };
  });
}

function readAddresses(socket: NetlinkSocket): Address[] {
  const request = encodeAddress({ family: families.any, prefixLength: 0, scope: 0, linkIndex: 0, attributes: {} });
  return socket.dump(addressTypes.get, request).flatMap(({ payload }) => {
    const { linkIndex, prefixLength, attributes } = decodeAddress(payload);
    const address = attributes.local ?? attributes.address;
    return address === undefined ? [] : [{ linkIndex, address, prefixLength }];
  });
}

function readRoutes(socket: NetlinkSocket): Route[] {
  const request = encodeRoute({ family: families.any, destinationLength: 0, table: 0, scope: 0, attributes: {} });
  return socket.dump(routeTypes.get, request).flatMap(({ payload }) => {
    const { family, table, kind, destinationLength, attributes } = decodeRoute(payload);
    if (table !== routeTables.main || kind !== kindUnicast) return [];
    const { destination, outLink, gateway } = attributes;
    return [
      {
        destination: destination === undefined ? undefined : { address: destination, prefixLength: destinationLength },
        family: family === families.ipv6 ? "ipv6" : "ipv4",
        linkIndex: outLink,
        gateway,
      },
    ];
  });
}
