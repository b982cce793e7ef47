import type { PortBinding } from "#api/types.gen.ts";
import type { Port } from "../shape/port.ts";
import type { Service } from "../shape/service.ts";

/** `PORT/PROTOCOL` of everything that a service exposes or publishes. */
export function exposedPorts({ expose = [], ports = [] }: Service): Record<string, Record<string, never>> {
  return Object.fromEntries([...expose, ...ports.map(portText)].map((port) => [port, {}]));
}

/** Where the ports of a service's containers are published. */
export function portBindings({ ports = [] }: Service): Record<string, PortBinding[]> {
  const bindings: Record<string, PortBinding[]> = {};
  for (const port of ports) {
    const { host_ip = "", published = "" } = port;
    const text = portText(port);
    bindings[text] = [...(bindings[text] ?? []), { HostIp: host_ip, HostPort: published }];
  }
  return bindings;
}

const portText = ({ target = 0, protocol = "" }: Port): string => `${target}/${protocol}`;
