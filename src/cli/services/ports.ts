import { csvFields } from "#base/csv.ts";
import { parseUnsigned } from "#base/strconv.ts";
import type { SwarmPort } from "#client/swarm-types.ts";
import { parsePortRange } from "#formats/port-spec/port-range.ts";
import { parsePublishedPorts } from "#formats/port-spec/published-ports.ts";
import type { Flag } from "../flags/flag.ts";
import { parsedList } from "../flags/lists.ts";

/** Ports of a service, in either notation. */
export function portsFlag(traits: { readonly usage: string; readonly short?: string }): Flag<readonly SwarmPort[][]> {
  return parsedList({ ...traits, type: "port", parse: parsePorts });
}

/** `target=80,published=8080,…` or `8080:80/tcp`. @throws Error in Docker's words */
function parsePorts(text: string): SwarmPort[] {
  return /\w+=\w+(?:,\w+=\w+)*/.test(text) ? [longNotation(text)] : shortNotation(text);
}

function longNotation(text: string): SwarmPort {
  const port: { -readonly [Key in keyof SwarmPort]: SwarmPort[Key] } = {};
  for (const field of csvFields(text)) {
    const at = field.indexOf("=");
    if (at < 0) throw new Error(`invalid field: ${field}`);
    const [key, value] = [field.slice(0, at).toLowerCase(), field.slice(at + 1).toLowerCase()];
    if (key === "protocol") port.Protocol = oneOf(value, ["tcp", "udp", "sctp"], `invalid protocol value '${value}'`);
    else if (key === "mode") {
      const wrong = `invalid publish mode value (${value}): must be either 'ingress' or 'host'`;
      port.PublishMode = oneOf(value, ["ingress", "host"], wrong);
    } else if (key === "target") port.TargetPort = portNumber(value, "target");
    else if (key === "published") port.PublishedPort = portNumber(value, "published");
    else throw new Error(`invalid field key: ${key}`);
  }
  if (port.TargetPort === undefined) throw new Error("missing mandatory field 'target'");
  return { Protocol: "tcp", PublishMode: "ingress", ...port };
}

function oneOf(value: string, known: readonly string[], wrong: string): string {
  if (!known.includes(value)) throw new Error(wrong);
  return value;
}

function portNumber(text: string, which: "target" | "published"): number {
  try {
    return parseUnsigned(text, { bits: 16 });
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*: /, "");
    throw new Error(`invalid ${which} port (${text}): value must be an integer: ${reason}`);
  }
}

function shortNotation(text: string): SwarmPort[] {
  return parsePublishedPorts(text).flatMap(({ port, protocol, hostIp, hostPort }) => {
    if (hostIp !== "") throw new Error("hostip is not supported");
    const base = { Protocol: protocol, TargetPort: port, PublishMode: "ingress" };
    if (hostPort === "") return [base];
    const { first, last } = parsePortRange(hostPort);
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return numbers.map((PublishedPort) => ({ ...base, PublishedPort }));
  });
}
