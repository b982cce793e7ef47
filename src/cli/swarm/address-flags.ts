import { formatAddress, parseAddress } from "#formats/netlink/ip-address.ts";
import type { Flag } from "../flags/flag.ts";
import { commaList } from "../flags/lists.ts";
import { scalar, string } from "../flags/scalars.ts";

const defaultHost = "0.0.0.0";
const defaultPort = "2377";

/** Flags of `init` and `join` about the node that joins. */
export const addressFlags = {
  "advertise-addr": string({ usage: 'Address that others are told (format: "<ip|interface>[:port]")' }),
  availability: string({ usage: 'Whether the node gets tasks ("active", "pause", "drain")', default: "active" }),
  "data-path-addr": string({ usage: 'Address for the traffic of containers (format: "<ip|interface>")' }),
  "listen-addr": scalar(
    { usage: 'Address to listen on (format: "<ip|interface>[:port]")' },
    {
      type: "node-addr",
      zero: `${defaultHost}:${defaultPort}`,
      defaultText: `${defaultHost}:${defaultPort}`,
      parse: parseNodeAddress,
    },
  ),
};

/** What the flag of availability says, where it was given. @throws Error in Docker's words */
export function availabilityOf(text: string, given: boolean): string {
  if (!given) return "";
  const lower = text.toLowerCase();
  if (["active", "pause", "drain"].includes(lower)) return lower;
  throw new Error(`invalid availability "${text}", only active, pause and drain are supported`);
}

function parseNodeAddress(text: string): string {
  const address = text.replace(/^tcp:\/\//, "");
  const [, bracketed, plain = "", port = ""] = /^(?:(\[[^\]]*\])|([^:]*))(?::(.*))?$/s.exec(address) ?? [];
  if (!/^\d*$/.test(port)) {
    const last = address.slice(address.lastIndexOf(":"));
    throw new Error(`parse "tcp://${address}": invalid port "${last}" after host`);
  }
  return `${bracketed ?? (plain || defaultHost)}:${port || defaultPort}`;
}

/** Subnets, each given back as its first address. */
export const addressPools: Flag<readonly string[]> = commaList({
  type: "ipNetSlice",
  usage: "Subnets that networks get theirs of (CIDR)",
  defaultText: "[]",
  check: (text) => firstAddress(text.trim()),
});

function firstAddress(subnet: string): string {
  const [text = "", length = ""] = subnet.split("/");
  const bytes = parseAddress(text);
  if (bytes === undefined || !/^\d+$/.test(length) || Number(length) > bytes.length * 8) {
    throw new Error(`invalid string being converted to CIDR: ${subnet}`);
  }
  const masked = bytes.map(
    (byte, index) => byte & ((0xff00 >> Math.min(8, Math.max(0, Number(length) - 8 * index))) & 0xff),
  );
  return `${formatAddress(masked)}/${length}`;
}
