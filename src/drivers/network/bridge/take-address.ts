import type { Undo } from "#base/undo.ts";
import type { EndpointAddress, EndpointRequest, FamilyAddress } from "#core/network/driver.ts";
import { addressInUse, noFreeAddress } from "#core/network/errors.ts";
import { hardwareAddressOf } from "#core/network/hardware-address.ts";
import type { BridgeGround, FamilyGround } from "./ground.ts";

interface Taking {
  readonly ground: Pick<BridgeGround, "ipv4" | "ipv6">;
  readonly undo: Undo;
  /** Nothing leads out of the network: its endpoints have no gateway. */
  readonly internal: boolean;
}

/** The addresses of an endpoint: those that it asks for, or free ones. @throws in Docker's words; `undo` gives them back */
export function takeAddress(request: EndpointRequest, { ground, undo, internal }: Taking): EndpointAddress {
  const take = (family: FamilyGround | undefined, wanted: string | undefined): FamilyAddress | undefined => {
    if (family === undefined) return undefined;
    if (wanted !== undefined && !family.book.reserve(wanted)) throw addressInUse();
    const address = wanted ?? family.book.take();
    if (address === undefined) throw noFreeAddress(family.book.subnet.family);
    undo.add(() => family.book.free(address));
    const gateway = internal ? "" : (family.route ?? family.gateway);
    return { address, prefixLength: family.book.subnet.length, gateway };
  };
  const ipv4 = take(ground.ipv4, request.ipv4);
  const ipv6 = take(ground.ipv6, request.ipv6);
  const own = (ipv4 ?? ipv6)?.address ?? "0.0.0.0";
  const hardwareAddress = request.hardwareAddress?.replaceAll("-", ":") ?? hardwareAddressOf(own);
  return { hardwareAddress, ipv4, ipv6 };
}
