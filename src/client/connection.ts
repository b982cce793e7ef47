/** Where an engine listens, as `-H` and DOCKER_HOST name it. */
export type EngineAddress =
  | { readonly kind: "unix"; readonly host: string; readonly path: string }
  | {
      readonly kind: "tcp";
      readonly host: string;
      readonly hostname: string;
      readonly port: number;
      readonly prefix: string;
    }
  | {
      readonly kind: "ssh";
      readonly host: string;
      readonly user?: string;
      readonly hostname: string;
      readonly port?: number;
      readonly path: string;
    }
  | { readonly kind: "fd"; readonly host: string; readonly name: string }
  /** A named pipe of Windows. */
  | { readonly kind: "npipe"; readonly host: string; readonly path: string };

export const defaultHost = "unix:///var/run/docker.sock";

export interface ParseHostOptions {
  /** TCP without a port then means 2376. */
  readonly tls?: boolean;
}

/** Reads an address. @throws Error in Docker's words. */
export function parseHost(text: string, options: ParseHostOptions = {}): EngineAddress {
  const trimmed = text.trim();
  if (trimmed === "") return parseHost(options.tls === true ? "tcp://localhost:2376" : defaultHost, options);
  const [, scheme = "tcp", rest = ""] = /^(?:([^:/]*):\/\/)?(.*)$/s.exec(trimmed) ?? [];
  switch (scheme) {
    case "unix":
      return unixAddress(rest);
    case "tcp":
      return tcpAddress(trimmed, rest, options.tls === true);
    case "ssh":
      return sshAddress(trimmed);
    case "fd":
      return { kind: "fd", host: trimmed, name: rest };
    case "npipe":
      return pipeAddress(rest);
    default:
      throw new Error(`invalid bind address format: ${text}`);
  }
}

function unixAddress(rest: string): EngineAddress {
  const path = rest === "" ? "/var/run/docker.sock" : rest;
  if (path.includes("://")) throw new Error(`invalid unix address: ${rest}`);
  return { kind: "unix", host: `unix://${path}`, path };
}

function pipeAddress(rest: string): EngineAddress {
  const path = rest === "" ? "//./pipe/docker_engine" : rest;
  if (path.includes("://")) throw new Error(`invalid proto, expected npipe: ${rest}`);
  return { kind: "npipe", host: `npipe://${path}`, path };
}

function tcpAddress(text: string, rest: string, tls: boolean): EngineAddress {
  const bad = (): Error => new Error(`invalid bind address format: ${text}`);
  const [, authority = "", prefix = ""] = /^([^/]*)(.*)$/s.exec(rest) ?? [];
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::([0-9]*))?$/.exec(authority);
  const behind = /:[^:\]]*$/.exec(authority)?.[0] ?? "";
  if (!/^(?::[0-9]*)?$/.test(behind))
    throw new Error(`parse ${JSON.stringify(text)}: invalid port ${JSON.stringify(behind)} after host`);
  if (match === null) throw bad();
  const hostname = match[1] ?? match[2] ?? "";
  const port = match[3] === undefined || match[3] === "" ? (tls ? 2376 : 2375) : Number(match[3]);
  if (port > 65535) throw bad();
  const shown = (hostname === "" ? "localhost" : hostname).replace(/^.*:.*$/, "[$&]");
  return {
    kind: "tcp",
    host: `tcp://${shown}:${port}${prefix}`,
    hostname: hostname === "" ? "localhost" : hostname,
    port,
    prefix: prefix === "/" ? "" : prefix,
  };
}

function sshAddress(text: string): EngineAddress {
  const wrong = (what: string): Error => new Error(`invalid SSH URL: ${what}`);
  const [, authority = "", path = "", query = "", fragment = ""] =
    /^ssh:\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text) ?? [];
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(0, at));
  const { hostname, port } = hostAndPort(text, authority.slice(at + 1));
  if (user.includes(":")) throw wrong("plain-text password is not supported");
  if (hostname === "") throw wrong("hostname is empty");
  if (query.length > 1) throw wrong(`query parameters are not allowed: ${JSON.stringify(query.slice(1))}`);
  if (fragment.length > 1) throw wrong(`fragments are not allowed: ${JSON.stringify(fragment.slice(1))}`);
  return {
    kind: "ssh",
    host: text,
    hostname,
    path: path === "/" ? "" : path,
    ...(user === "" ? {} : { user: decodeURIComponent(user) }),
    ...(port === "" ? {} : { port: Number(port) }),
  };
}

/** The host of a URL. @throws Error in the words of Go's net/url */
function hostAndPort(url: string, host: string): { readonly hostname: string; readonly port: string } {
  const wrong = (what: string): Error => new Error(`parse ${JSON.stringify(url)}: ${what}`);
  const isBracketed = host.startsWith("[");
  const end = isBracketed ? host.lastIndexOf("]") + 1 : host.length;
  if (isBracketed && end === 0) throw wrong("missing ']' in host");
  const colon = isBracketed ? end : host.lastIndexOf(":");
  const behind = colon < 0 ? "" : host.slice(colon);
  if (!/^(?::[0-9]*)?$/.test(behind)) throw wrong(`invalid port ${JSON.stringify(behind)} after host`);
  const broken = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(host)?.[0];
  if (broken !== undefined) throw wrong(`invalid URL escape ${JSON.stringify(broken)}`);
  const strange = /[^\w.~!$&'()*+,;=:[\]<>"%\u0080-\uffff-]/.exec(host)?.[0];
  if (strange !== undefined) throw wrong(`invalid character ${JSON.stringify(strange)} in host name`);
  const hostname = isBracketed ? host.slice(1, end - 1) : host.slice(0, host.length - behind.length);
  return { hostname, port: behind.slice(1) };
}
