import { BlockList, isIP, isIPv6 } from "node:net";
import { hostPort } from "./dial.ts";

/** Which proxies there are: URLs, empty for none (Go's golang.org/x/net/http/httpproxy). */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Comma-separated hosts, domains (`.x`), addresses and ranges to which no proxy leads; `*` for all. */
  readonly noProxy: string;
}

export const noProxies: ProxySettings = { httpProxy: "", httpsProxy: "", noProxy: "" };

/** The proxy on the way to `url`. This machine is always reached directly. @throws TypeError for a proxy that is no URL */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const given = url.protocol === "https:" ? settings.httpsProxy : settings.httpProxy;
  if (given === "" || !wantsProxy(url, settings.noProxy)) return undefined;
  return new URL(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(given) ? given : `http://${given}`);
}

function wantsProxy(url: URL, noProxy: string): boolean {
  const host = bareHost(url);
  if (host === "localhost" || isLoopback(host)) return false;
  return !noProxy.split(",").some((entry) => excludes(entry.trim().toLowerCase(), host, portOf(url)));
}

function excludes(entry: string, host: string, port: number): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const range = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (range !== null) return isInRange(host, range[1] ?? "", Number(range[2]));
  const split = /^(\[[0-9a-f:]+\]|[^:]*):(\d+)$/.exec(entry);
  if (split !== null && Number(split[2]) !== port) return false;
  const name = (split?.[1] ?? entry).replace(/^\[|\]$/g, "").replace(/^\*\./, ".");
  if (isIP(name) !== 0) return name === host;
  if (name.startsWith(".")) return host.endsWith(name);
  return host === name || host.endsWith(`.${name}`);
}

/** Host name or address, without brackets, in lower case. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
}

export function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

export function authorityOf(url: URL): string {
  return hostPort(bareHost(url), portOf(url));
}

export function isLoopback(host: string): boolean {
  return isInRange(host, "127.0.0.0", 8) || isInRange(host, "::1", 128);
}

/** Whether `host` is an address of the range. Nonsense is none. */
export function isInRange(host: string, network: string, prefix: number): boolean {
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version || prefix > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, version === 4 ? "ipv4" : "ipv6");
  return list.check(host, isIPv6(host) ? "ipv6" : "ipv4");
}
