import type { PortBinding, PortMap, PortSet } from "#api/types.gen.ts";
import { type PortRange, parsePortRange } from "#formats/port-spec/port-range.ts";
import { parsePublishedPorts } from "#formats/port-spec/published-ports.ts";

/** What `-p` and `--expose` say together. */
export interface PublishedPorts {
  readonly exposed: PortSet;
  readonly bindings: PortMap;
}

/** Reads `-p` (both notations) and `--expose`. @throws Error in Docker's words. */
export function parsePorts(publish: readonly string[], expose: readonly string[]): PublishedPorts {
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, PortBinding[]> = {};
  for (const text of publish.map(shortNotation)) {
    for (const { port: number, protocol, hostIp, hostPort } of parsePublishedPorts(text)) {
      const port = `${number}/${protocol}`;
      const binding = { HostIp: hostIp, HostPort: hostPort };
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

function parseExpose(text: string): string[] {
  if (text.includes(":")) throw new Error(`invalid port format for --expose: ${text}`);
  const [ports = "", protocol = "tcp"] = text.split("/");
  let range: PortRange;
  try {
    range = parsePortRange(ports);
  } catch (error) {
    throw new Error(`invalid range format for --expose: ${text}, error: ${(error as Error).message}`);
  }
  const names: string[] = [];
  for (let port = range.first; port <= range.last; port++) names.push(`${port}/${protocol === "" ? "tcp" : protocol}`);
  return names;
}
