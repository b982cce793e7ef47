import type { HostNetwork } from "./bridge-plan.ts";
import { blockOf, numberOf, type Prefix } from "./prefix.ts";

/** Addresses and routes of the host, but those of one link: what is chosen for a network must not be among them. */
export function hostPrefixes({ addresses, routes }: Places, except?: number): Prefix[] {
  const places = [
    ...addresses.filter(({ linkIndex }) => linkIndex !== except),
    ...routes.filter(({ linkIndex }) => linkIndex !== except).flatMap(({ destination }) => destination ?? []),
  ];
  return places.flatMap(({ address, prefixLength }) => {
    const number = numberOf(address);
    return number === undefined || prefixLength === 0 ? [] : [blockOf(number, prefixLength)];
  });
}

interface Places {
  readonly addresses: HostNetwork["addresses"];
  readonly routes: ReadonlyArray<HostNetwork["routes"][number] & { readonly linkIndex?: number | undefined }>;
}
