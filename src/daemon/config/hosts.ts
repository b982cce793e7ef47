import { defaultPaths } from "./default-paths.ts";

/** Where the API is served. */
export type ListenAddress =
  | { readonly proto: "unix"; readonly path: string }
  | { readonly proto: "tcp"; readonly host: string; readonly port: number }
  /** Sockets handed over by systemd: `*` (or nothing) all of them, a number or a name one of them. */
  | { readonly proto: "fd"; readonly name: string };

const defaultTls = { proto: "tcp", host: "localhost", port: 2376 } as const;
const defaultTcp = { host: "127.0.0.1", port: 2375 };

/**
 * Reads a value of `--host`: `unix://path`, `tcp://host:port`, `fd://`, or `host:port`. Nothing means the socket, and
 * with TLS its port on this machine.
 * @throws Error in Docker's words
 */
export function parseListenAddress(text: string, tls = false): ListenAddress {
  const value = text.trim();
  const at = value.indexOf("://");
  const [proto, rest] = at < 0 ? ["tcp", value] : [value.slice(0, at), value.slice(at + 3)];
  if (value === "") return tls ? { ...defaultTls } : { proto: "unix", path: defaultPaths.socket };
  if (proto === "tcp") return parseTcp(value, rest);
  if (proto === "unix") {
    if (rest.includes("://")) throw invalid(value, `invalid ${proto} address: ${rest}`);
    return { proto: "unix", path: rest === "" ? defaultPaths.socket : rest };
  }
  if (proto === "fd") return { proto: "fd", name: rest };
  throw invalid(value, `unsupported proto '${proto}'`);
}

/** The addresses of several values, in the order of their texts and each once. @throws Error in Docker's words */
export function parseListenAddresses(texts: readonly string[], tls: boolean): ListenAddress[] {
  const byText = new Map<string, ListenAddress>();
  for (const text of texts.length === 0 ? [""] : texts) {
    const address = parseListenAddress(text, tls);
    byText.set(listenAddressText(address), address);
  }
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
}

/** The address as `--host` takes it. */
export function listenAddressText(address: ListenAddress): string {
  if (address.proto === "unix") return `unix://${address.path}`;
  if (address.proto === "fd") return `fd://${address.name}`;
  return `tcp://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

function parseTcp(whole: string, rest: string): ListenAddress {
  const parts = /^(\[[^\]]*\]|[^:/]*)(:([^/]*))?(\/.*)?$/.exec(rest);
  if (parts === null) throw invalid(whole, `address ${rest}: too many colons in address`);
  const [, bracketed = "", colon, digits = "", path] = parts;
  if (!/^\d*$/.test(digits)) {
    const url = whole.includes("://") ? whole : `tcp://${whole}`;
    throw invalid(whole, `parse ${JSON.stringify(url)}: invalid port ":${digits}" after host`);
  }
  if (path !== undefined) throw invalid(whole, "should not contain a path element");
  if (colon !== undefined && digits !== "" && Number(digits) === 0) throw invalid(whole, `invalid port: ${digits}`);
  const host = bracketed.replace(/^\[(.*)\]$/, "$1");
  return {
    proto: "tcp",
    host: host === "" ? defaultTcp.host : host,
    port: digits === "" ? defaultTcp.port : Number(digits),
  };
}

function invalid(address: string, why: string): Error {
  return new Error(`invalid bind address (${address}): ${why}`);
}
