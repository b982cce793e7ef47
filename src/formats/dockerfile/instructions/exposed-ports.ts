import { isIP } from "node:net";
import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import type { LintReport } from "../lint/linter.ts";
import { lintRules } from "../lint/rules.ts";
import type { SourceRange } from "../source-range.ts";

/** Where ports of `EXPOSE` stand, and who hears what is odd about them (ExposeProtoCasing, ExposeInvalidFormat). */
export interface ExposeContext {
  readonly range: SourceRange;
  readonly report: LintReport;
}

/**
 * The ports that the words of `EXPOSE` mean, each as `80/tcp`. A port of the host before a colon is looked at and left out.
 * @throws DockerfileError in BuildKit's words
 */
export function parseExposedPorts(words: readonly string[], context: ExposeContext): string[] {
  return words.flatMap((word) => portsOf(word, context));
}

function portsOf(word: string, { range, report }: ExposeContext): string[] {
  const { ip, hostPort, containerPort } = partsOf(word);
  const { ports, protocol } = protocolOf(containerPort, word);
  if (protocol !== protocol.toLowerCase()) {
    const message = `Defined protocol '${word}' in EXPOSE instruction should be lowercase`;
    report({ rule: lintRules.exposeProtoCasing, message, range });
  }
  if (ip !== "" || hostPort !== "") {
    const message = `EXPOSE instruction should not define an IP address or host-port mapping, found '${word}'`;
    report({ rule: lintRules.exposeInvalidFormat, message, range });
  }
  checkAddress(ip);
  const container = portRange(ports);
  if (container === undefined) throw new DockerfileError(`invalid containerPort: ${ports}`);
  const [first, last] = container;
  if (hostPort !== "") checkHostPort(hostPort, { ports, count: last - first });
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}/${protocol.toLowerCase()}`);
}

/** `[[ip:]hostPort:]containerPort`; an address may have colons of its own. */
function partsOf(word: string): { readonly ip: string; readonly hostPort: string; readonly containerPort: string } {
  const parts = word.split(":");
  const containerPort = parts.pop() ?? "";
  const hostPort = parts.pop() ?? "";
  return { ip: parts.join(":"), hostPort, containerPort };
}

function protocolOf(port: string, word: string): { readonly ports: string; readonly protocol: string } {
  const slash = port.indexOf("/");
  const ports = slash < 0 ? port : port.slice(0, slash);
  const protocol = slash < 0 ? "" : port.slice(slash + 1);
  if (ports === "") throw new DockerfileError(`invalid port: ${quote(word)}: no port specified`);
  if (!["", "tcp", "udp", "sctp"].includes(protocol.toLowerCase()))
    throw new DockerfileError(`invalid port: ${quote(word)}: invalid proto: ${protocol}`);
  return { ports, protocol: protocol === "" ? "tcp" : protocol };
}

function checkAddress(text: string): void {
  if (text === "") return;
  const ip = text.startsWith("[") ? withoutBrackets(text) : text;
  // Of addresses with a zone Go knows nothing here.
  if (ip !== "" && (isIP(ip) === 0 || ip.includes("%"))) throw new DockerfileError(`invalid IP address: ${ip}`);
}

function withoutBrackets(text: string): string {
  const end = text.indexOf("]");
  const refused = (problem: string): DockerfileError =>
    new DockerfileError(`invalid IP address ${text}: address ${text}:: ${problem}`);
  if (end < 0) throw refused("missing ']' in address");
  if (end + 1 < text.length)
    throw refused(text[end + 1] === ":" ? "too many colons in address" : "missing port in address");
  return text.slice(1, end);
}

function checkHostPort(hostPort: string, container: { readonly ports: string; readonly count: number }): void {
  const host = portRange(hostPort);
  if (host === undefined) throw new DockerfileError(`invalid hostPort: ${hostPort}`);
  // A range of the host for one port of the container means any of it.
  if (host[1] - host[0] === container.count || container.count === 0) return;
  const ports = `${container.ports} and ${hostPort}`;
  throw new DockerfileError(`invalid ranges specified for container and host Ports: ${ports}`);
}

function portRange(text: string): readonly [first: number, last: number] | undefined {
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
