import { isIP } from "node:net";

/** The parts of a port as written; what is not there is empty. */
export interface PortWord {
  readonly ip: string;
  readonly hostPort: string;
  readonly containerPort: string;
  readonly protocol: string;
}

/** Parts `[[ip:]hostPort:]containerPort[/protocol]`; an address may have colons of its own. */
export function splitPortWord(word: string): PortWord {
  const parts = word.split(":");
  const last = parts.pop() ?? "";
  const hostPort = parts.pop() ?? "";
  const slash = last.indexOf("/");
  const [containerPort, protocol] = slash < 0 ? [last, ""] : [last.slice(0, slash), last.slice(slash + 1)];
  return { ip: parts.join(":"), hostPort, containerPort, protocol };
}

export function isPortProtocol(text: string): boolean {
  return ["tcp", "udp", "sctp"].includes(text.toLowerCase());
}

/** Whether Go knows the text for an address: one with a zone it does not. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/** `80`, `80-90`; undefined for what is none. */
export function portRange(text: string): readonly [first: number, last: number] | undefined {
  const dash = text.indexOf("-");
  const first = portNumber(dash < 0 ? text : text.slice(0, dash));
  const last = dash < 0 ? first : portNumber(text.slice(dash + 1));
  return first === undefined || last === undefined || last < first ? undefined : [first, last];
}

function portNumber(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 0 && port <= 65_535 ? port : undefined;
}

/** Each port of a range with its protocol: `80/tcp`. */
export function portsOfRange([first, last]: readonly [number, number], protocol: string): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}/${protocol.toLowerCase()}`);
}

/** Whether ports of the host fit those of the container: as many, or any of them for one. */
export function isFittingHostRange(host: readonly [number, number], [first, last]: readonly [number, number]): boolean {
  return last === first || host[1] - host[0] === last - first;
}
