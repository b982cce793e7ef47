import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import { isInRange } from "../http/proxy.ts";

/**
 * Whether a registry may speak plain HTTP or show any certificate: what is named (`host`, `host:port`), and what lies in a range
 * that is named or on this machine, by its address or by all that its name stands for.
 */
export async function isInsecure(domain: string, named: readonly string[]): Promise<boolean> {
  // The Hub is always secure, whatever stands there.
  if (domain === "docker.io" || domain === "index.docker.io") return false;
  if (named.includes(domain)) return true;
  const host = domain.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  if (host === "localhost") return true;
  const ranges = [...loopback, ...named.flatMap(rangeOf)];
  const addresses = isIP(host) !== 0 ? [host] : await lookup(host);
  const isCovered = (address: string): boolean =>
    ranges.some(({ network, prefix }) => isInRange(address, network, prefix));
  // Docker is content with one address that is in a range; which one is used then is the name server's choice.
  return addresses.length > 0 && addresses.every(isCovered);
}

interface Range {
  readonly network: string;
  readonly prefix: number;
}

const loopback: readonly Range[] = [
  { network: "127.0.0.0", prefix: 8 },
  { network: "::1", prefix: 128 },
];

function rangeOf(entry: string): Range[] {
  const [network = "", prefix] = entry.split("/");
  return prefix !== undefined && isIP(network) !== 0 ? [{ network, prefix: Number(prefix) }] : [];
}

async function lookup(host: string): Promise<string[]> {
  try {
    return (await dns.lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
