export type PortProtocol = "tcp" | "udp";

/** A container's port, as the keys of `ExposedPorts` name it. */
export interface ContainerPort {
  readonly port: number;
  /** `sctp` and the like come out as they are written. */
  readonly protocol: string;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Parses `80/tcp` or `80` (tcp). Undefined when the number is none. */
export function parseContainerPort(text: string): ContainerPort | undefined {
  const slash = text.indexOf("/");
  const port = parsePort(slash < 0 ? text : text.slice(0, slash));
  if (port === undefined) return undefined;
  return { port, protocol: slash < 0 ? "tcp" : text.slice(slash + 1).toLowerCase() };
}

/** Parses a `HostPort`: `8080`, `8080-8090`; empty is undefined (any), what is neither is `"invalid"`. */
export function parseHostPort(text: string): PortRange | undefined | "invalid" {
  if (text === "" || text === "0") return undefined;
  const [head = "", tail = head, ...more] = text.split("-");
  const [first, last] = [parsePort(head), parsePort(tail)];
  if (first === undefined || last === undefined || more.length > 0 || last < first) return "invalid";
  return { first, last };
}

/** By number, then by protocol. */
export function comparePorts(a: ContainerPort, b: ContainerPort): number {
  return a.port - b.port || a.protocol.localeCompare(b.protocol);
}

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}
