import type { PortBinding, PortMap, PortSet } from "#api/types.gen.ts";
import { parseUnsigned } from "#base/strconv.ts";
import { isIpAddress } from "../values/ip.ts";

/** What `-p` and `--expose` say together. */
export interface PublishedPorts {
  readonly exposed: PortSet;
  readonly bindings: PortMap;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads `-p` (both notations) and `--expose`. @throws Error in Docker's words. */
export function parsePorts(publish: readonly string[], expose: readonly string[]): PublishedPorts {
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, PortBinding[]> = {};
  for (const text of publish.map(shortNotation)) {
    for (const { port, binding } of parsePublish(text)) {
      exposed[port] ??= {};
      const list = bindings[port];
      if (list === undefined) bindings[port] = [binding];
      else list.push(binding);
    }
  }
  for (const text of expose) for (const port of parseExpose(text)) exposed[port] ??= {};
  return { exposed, bindings };
}

/** `published=8080,target=80,protocol=udp` as `8080:80/udp`. */
function shortNotation(text: string): string {
  if (!text.includes("=")) return text;
  const values: Record<string, string> = { protocol: "tcp" };
  for (const field of text.split(",")) {
    const [key = "", value] = field.split("=");
    if (value === undefined) {
      throw new Error(`invalid publish opts format (should be name=value but got '${field}')`);
    }
    values[key] = value;
  }
  return `${values["published"] ?? ""}:${values["target"] ?? ""}/${values["protocol"]}`;
}

interface Published {
  /** `80/tcp`. */
  readonly port: string;
  readonly binding: PortBinding;
}

function parsePublish(text: string): Published[] {
  const { address, hostPart, containerPart } = splitPublish(text);
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
  readonly container: Range;
  readonly host: Range | undefined;
  readonly ip: string;
  readonly protocol: string;
}

function expand({ container, host, ip, protocol }: PublishRange): Published[] {
  const published: Published[] = [];
  for (let offset = 0; offset <= container.last - container.first; offset++) {
    const hostPort = host === undefined ? "" : hostText(host, container, offset);
    published.push({ port: `${container.first + offset}/${protocol}`, binding: { HostIp: ip, HostPort: hostPort } });
  }
  return published;
}

/** One container port takes any of a range of host ports. */
function hostText(host: Range, container: Range, offset: number): string {
  const any = container.first === container.last && host.first !== host.last;
  return any ? `${host.first}-${host.last}` : String(host.first + offset);
}

/** The last two parts are ports; an address may hold colons itself. */
function splitPublish(text: string): { address: string; hostPart: string; containerPart: string } {
  const parts = text.split(":");
  const containerPart = parts.pop() ?? "";
  const hostPart = parts.pop() ?? "";
  return { address: parts.join(":"), hostPart, containerPart };
}

function checkAddress(text: string): string {
  if (text === "") return "";
  const bracketed = /^\[([^\]]*)\]$/.exec(text)?.[1];
  if (bracketed === undefined && text.includes(":")) {
    throw new Error(`Invalid ip address ${text}: address ${text}:: too many colons in address`);
  }
  const address = bracketed ?? text;
  if (!isIpAddress(address) || address.includes("%")) throw new Error(`Invalid ip address: ${address}`);
  return address;
}

function rangeOr(text: string, what: "containerPort" | "hostPort"): Range {
  try {
    return parseRange(text);
  } catch {
    throw new Error(`Invalid ${what}: ${text}`);
  }
}

function parseRange(text: string): Range {
  if (text === "") throw new Error("empty string specified for ports");
  const [from = "", to = from] = text.split(/-(.*)/s);
  const first = parseUnsigned(from, { bits: 16 });
  const last = text.includes("-") ? parseUnsigned(to, { bits: 16 }) : first;
  if (last < first) throw new Error(`Invalid range specified for the Port: ${text}`);
  return { first, last };
}

function parseExpose(text: string): string[] {
  if (text.includes(":")) throw new Error(`invalid port format for --expose: ${text}`);
  const [ports = "", protocol = "tcp"] = text.split("/");
  let range: Range;
  try {
    range = parseRange(ports);
  } catch (error) {
    throw new Error(`invalid range format for --expose: ${text}, error: ${(error as Error).message}`);
  }
  const names: string[] = [];
  for (let port = range.first; port <= range.last; port++) names.push(`${port}/${protocol === "" ? "tcp" : protocol}`);
  return names;
}
