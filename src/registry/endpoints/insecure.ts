import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import { isInRange, proxyFor } from "../http/proxy.ts";
import type { RegistrySettings } from "../settings.ts";

/**
 * Whether a registry may speak plain HTTP or show any certificate: what is named (`host`, `host:port`), and what lies in a range
 * that is named or on this machine, by its address or by all that its name stands for.
 */
export async function isInsecure(domain: string, { insecure: named, proxies }: Reach): Promise<boolean> {
  // The Hub is always secure, whatever stands there.
  if (domain === "docker.io" || domain === "index.docker.io") return false;
  if (named.includes(domain)) return true;
  const host = domain.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  if (host === "localhost") return true;
  const ranges = [...loopback, ...named.flatMap(rangeOf)];
  const addresses = isIP(host) !== 0 ? [host] : isProxied(domain, proxies) ? [] : await lookup(host);
  const isCovered = (address: string): boolean =>
    ranges.some(({ network, prefix }) => isInRange(address, network, prefix));
  // Docker is content with one address that is in a range; which one is used then is the name server's choice.
  return addresses.length > 0 && addresses.every(isCovered);
}

/** The settings that it depends on. */
export type Reach = Pick<RegistrySettings, "insecure" | "proxies">;

/** Whether it is a proxy's name server that says where a name leads. */
function isProxied(domain: string, proxies: Reach["proxies"]): boolean {
  const url = `https://${domain}`;
  return URL.canParse(url) && proxyFor(new URL(url), proxies) !== undefined;
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
