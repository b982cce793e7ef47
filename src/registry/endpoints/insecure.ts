import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import { isInRange, isLoopback } from "../http/proxy.ts";

/**
 * Whether a registry may speak plain HTTP or show any certificate: this machine, what is named (`host`, `host:port`), and what
 * lies in a range that is named.
 */
export async function isInsecure(domain: string, named: readonly string[]): Promise<boolean> {
  if (named.includes(domain)) return true;
  const host = domain.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  if (host === "localhost" || isLoopback(host)) return true;
  const ranges = named.flatMap((entry) => {
    const [network = "", prefix] = entry.split("/");
    return prefix !== undefined && isIP(network) !== 0 ? [{ network, prefix: Number(prefix) }] : [];
  });
  const addresses = isIP(host) !== 0 ? [host] : ranges.length === 0 ? [] : await lookup(host);
  return (
    addresses.length > 0 &&
    addresses.every((address) => ranges.some(({ network, prefix }) => isInRange(address, network, prefix)))
  );
}

async function lookup(host: string): Promise<string[]> {
  try {
    return (await dns.lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
