import { EngineError } from "#base/errors.ts";

/** Where a registry listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, `:PORT` for all addresses, `[::1]:PORT`. @throws invalid-argument */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain = "", port = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === "" || Number(port) > 65535)
    throw new EngineError("invalid-argument", `no address to listen on (want HOST:PORT): ${JSON.stringify(text)}`);
  return { host: bracketed ?? (plain === "" ? "::" : plain), port: Number(port) };
}

/** `host` as it stands before a port. */
export function hostText(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
