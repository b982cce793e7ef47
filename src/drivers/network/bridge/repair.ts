import { closeSync, openSync } from "node:fs";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { RunningEndpoint } from "#core/network/driver.ts";
import type { Kernel, NetworkStep } from "#sys/kernel/contract.ts";
import { hostLinkOf, isHostLink, wireBlocks } from "./wire.ts";

export interface WireRepair {
  readonly bridge: string;
  readonly running: readonly RunningEndpoint[];
  readonly mtu: number;
  /** Whether the port of an endpoint is an isolated one. */
  readonly isIsolated: (endpointId: string) => boolean;
  /** Also takes away wires that hang on no bridge. All other bridges have taken theirs back before. */
  readonly sweepsLoose: boolean;
}

/** Takes away wires of nobody, and puts the wires of running containers back where they belong. */
export async function repairWires(op: Op, kernel: Kernel, repair: WireRepair): Promise<void> {
  const { links } = await kernel.readNetwork(op);
  const bridge = links.find(({ name }) => name === repair.bridge);
  const wanted = new Map(repair.running.map((endpoint) => [hostLinkOf(endpoint.endpointId), endpoint]));
  const steps: NetworkStep[] = [];
  for (const { name, kind, master, isolated: wasIsolated } of links) {
    const owner = wanted.get(name);
    const unowned = master === bridge?.index || (repair.sweepsLoose && master === undefined);
    if (owner === undefined && kind === "veth" && isHostLink(name) && unowned) steps.push({ do: "delete-link", name });
    if (owner === undefined) continue;
    wanted.delete(name);
    const isolated = repair.isIsolated(owner.endpointId);
    if (master === bridge?.index) {
      if (isolated !== wasIsolated) steps.push({ do: "set-port", name, isolated });
      continue;
    }
    steps.push({ do: "set-link", name, master: repair.bridge, up: true });
    steps.push({ do: "set-port", name, isolated, hairpin: owner.publications.length > 0 });
  }
  if (steps.length > 0) await kernel.configureNetwork(op, [{ steps }]);
  for (const [hostLink, endpoint] of wanted) await rewire(op, kernel, { repair, hostLink, endpoint });
}

interface Missing {
  readonly repair: WireRepair;
  readonly hostLink: string;
  readonly endpoint: RunningEndpoint;
}

/** A container that cannot be wired again keeps running, without a network. */
async function rewire(op: Op, kernel: Kernel, { repair, hostLink, endpoint }: Missing): Promise<void> {
  const { address, pid, containerName } = endpoint;
  if (address === undefined) return;
  try {
    const netns = openSync(`/proc/${pid}/ns/net`, "r");
    try {
      const { bridge, mtu } = repair;
      const isolated = repair.isIsolated(endpoint.endpointId);
      const hairpin = endpoint.publications.length > 0;
      const { links, routes } = await kernel.readNetwork(op, netns);
      const names = new Set(links.map(({ name }) => name));
      let number = 0;
      while (names.has(`eth${number}`)) number += 1;
      const lacks = (family: "ipv4" | "ipv6"): boolean =>
        !routes.some((route) => route.destination === undefined && route.family === family);
      const defaultRoutes = { ipv4: lacks("ipv4"), ipv6: lacks("ipv6") };
      const inside = { netns, interfaceName: `eth${number}`, defaultRoutes, sysctls: [] };
      await kernel.configureNetwork(op, wireBlocks({ hostLink, bridge, mtu, isolated, hairpin, address, ...inside }));
    } finally {
      closeSync(netns);
    }
    op.log.info("network of a running container was connected again", { container: containerName });
  } catch (error) {
    op.log.error("running container has no network", { container: containerName, error: messageOf(error) });
  }
}
