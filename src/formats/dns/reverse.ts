import { formatAddress } from "../netlink/ip-address.ts";

/** The address that a name below `in-addr.arpa` or `ip6.arpa` stands for (RFC 1035, 3.5; RFC 3596, 2.5), canonical. */
export function reverseAddress(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith(".in-addr.arpa")) {
    const parts = lower.slice(0, -".in-addr.arpa".length).split(".");
    if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
    return formatAddress(Uint8Array.from(parts.reverse(), Number));
  }
  if (!lower.endsWith(".ip6.arpa")) return undefined;
  const digits = lower.slice(0, -".ip6.arpa".length).split(".");
  if (digits.length !== 32 || !digits.every((digit) => /^[0-9a-f]$/.test(digit))) return undefined;
  return formatAddress(Uint8Array.from(Buffer.from(digits.reverse().join(""), "hex")));
}
