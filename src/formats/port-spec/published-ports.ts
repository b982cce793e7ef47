import { type PortRange, parsePortRange } from "./port-range.ts";

/** A port of a container, and where it can be reached. */
export interface PublishedPort {
  readonly port: number;
  /** In lower case. */
  readonly protocol: string;
  /** Empty for all addresses. */
  readonly hostIp: string;
  /** A number, a range of which any will do, or empty for any free one. */
  readonly hostPort: string;
}

/** Ports in the notation of `-p`: `[[ADDRESS:]HOST_PORTS:]PORTS[/PROTOCOL]`. @throws Error in Docker's words */
export function parsePublishedPorts(text: string): PublishedPort[] {
  const { address, hostPart, containerPart } = splitParts(text);
  const [containerText = "", protocol = "tcp"] = containerPart.split("/");
  const ip = checkAddress(address);
  if (containerText === "") throw new Error(`No port specified: ${text}<empty>`);
  const container = rangeOr(containerText, "containerPort");
  const host = hostPart === "" ? undefined : rangeOr(hostPart, "hostPort");
  if (
    host !== undefined &&
    host.last - host.first !== container.last - container.first &&
    container.first !== container.last
  ) {
    throw new Error(`Invalid ranges specified for container and host Ports: ${containerText} and ${hostPart}`);
  }
  const name = protocol.toLowerCase();
  if (name !== "tcp" && name !== "udp" && name !== "sctp") throw new Error(`Invalid proto: ${protocol}`);
  return expand({ container, host, ip, protocol: name });
}

interface PublishRange {
  readonly container: PortRange;
  readonly host: PortRange | undefined;
  readonly ip: string;
  readonly protocol: string;
}

function expand({ container, host, ip, protocol }: PublishRange): PublishedPort[] {
  const published: PublishedPort[] = [];
  for (let offset = 0; offset <= container.last - container.first; offset++) {
    const hostPort = host === undefined ? "" : hostText(host, container, offset);
    published.push({ port: container.first + offset, protocol, hostIp: ip, hostPort });
  }
  return published;
}

/** One container port takes any of a range of host ports. */
function hostText(host: PortRange, container: PortRange, offset: number): string {
  const any = container.first === container.last && host.first !== host.last;
  return any ? `${host.first}-${host.last}` : String(host.first + offset);
}

/** The last two parts are ports; an address may hold colons itself. */
function splitParts(text: string): { address: string; hostPart: string; containerPart: string } {
  const parts = text.split(":");
  const containerPart = parts.pop() ?? "";
  const hostPart = parts.pop() ?? "";
  return { address: parts.join(":"), hostPart, containerPart };
}

function checkAddress(text: string): string {
  if (text === "") return "";
  const bracketed = /^\[([^\]]*)\]$/.exec(text)?.[1];
  if (bracketed === undefined && text.startsWith("[") && !text.includes("]"))
    throw new Error(`Invalid ip address ${text}: address ${text}:: missing ']' in address`);
  if (bracketed === undefined && text.includes(":")) {
    throw new Error(`Invalid ip address ${text}: address ${text}:: too many colons in address`);
  }
  const address = bracketed ?? text;
  if (process.getBuiltinModule("node:net").isIP(address) === 0 || address.includes("%"))
    throw new Error(`Invalid ip address: ${address}`);
  return address;
}

function rangeOr(text: string, what: "containerPort" | "hostPort"): PortRange {
  try {
    return parsePortRange(text);
  } catch {
    throw new Error(`Invalid ${what}: ${text}`);
  }
}
