/** Where a container is reached. */
export interface PublishedTarget {
  readonly ipv4: string | undefined;
  readonly ipv6: string | undefined;
}

/** The container's address for clients that come to an address of the host; of the other family where it must be. */
export function targetFor(hostAddress: string, { ipv4, ipv6 }: PublishedTarget): string {
  return (hostAddress.includes(":") ? (ipv6 ?? ipv4) : (ipv4 ?? ipv6)) ?? "";
}

/** Whether the kernel can translate for a host address: both ends of one family, and no IPv6 loopback. */
export function isTranslatable(hostAddress: string, target: PublishedTarget): boolean {
  if (hostAddress === "::1") return false;
  return (hostAddress.includes(":") ? target.ipv6 : target.ipv4) !== undefined;
}
