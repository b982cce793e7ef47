import type { SwarmPort } from "#client/swarm-types.ts";
import { string } from "../flags/scalars.ts";
import { part, setOrDelete } from "./part.ts";
import { portsFlag } from "./ports.ts";
import type { ServiceSpec } from "./service.ts";

const modeUsage = "How the service is reached (vip or dnsrr)";

export const endpoint = part({
  createFlags: {
    "endpoint-mode": string({ usage: modeUsage, default: "vip" }),
    publish: portsFlag({ short: "p", usage: "Publish a port on the nodes" }),
  },
  updateFlags: {
    "endpoint-mode": string({ usage: modeUsage }),
    "publish-add": portsFlag({ usage: "Publish a port on the nodes" }),
    "publish-rm": portsFlag({ usage: "Publish a port no more, by its target" }),
  },
  create(spec, { flags }) {
    const settings = { Mode: flags["endpoint-mode"].toLowerCase() };
    setOrDelete<NonNullable<ServiceSpec["EndpointSpec"]>, "Ports">(settings, "Ports", flags.publish.flat());
    spec.EndpointSpec = settings;
  },
  update(spec, { flags, changed }) {
    if (changed("endpoint-mode")) endpointOf(spec).Mode = flags["endpoint-mode"];
    if (!changed("publish-add") && !changed("publish-rm")) return;
    const settings = endpointOf(spec);
    const removed = flags["publish-rm"].flat();
    const before = new Map((settings.Ports ?? []).map((port) => [keyOf(port), port]));
    const kept = [...before.values()].filter((port) => !removed.some((one) => isSame(one, port)));
    const added = flags["publish-add"].flat().filter((port) => !before.has(keyOf(port)));
    const ports = [...kept, ...added].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    setOrDelete(settings, "Ports", ports);
  },
});

function endpointOf(spec: ServiceSpec): NonNullable<ServiceSpec["EndpointSpec"]> {
  spec.EndpointSpec ??= {};
  return spec.EndpointSpec;
}

function keyOf({ PublishedPort = 0, TargetPort = 0, Protocol = "", PublishMode = "" }: SwarmPort): string {
  return `${PublishedPort}:${TargetPort}/${Protocol}/${PublishMode}`;
}

/** Whether they are one port of containers; where it is published does not count. */
function isSame(a: SwarmPort, b: SwarmPort): boolean {
  return (
    a.TargetPort === b.TargetPort &&
    (a.Protocol || "tcp") === (b.Protocol || "tcp") &&
    (a.PublishMode || "ingress") === (b.PublishMode || "ingress")
  );
}
