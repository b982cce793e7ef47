import { closeSync, openSync } from "node:fs";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BridgePlan } from "#core/network/bridge-plan.ts";
import type { RunningEndpoint } from "#core/network/driver.ts";
import type { Kernel, NetworkStep } from "#sys/kernel/contract.ts";
import { hostLinkOf, isHostLink, wireBlocks } from "./wire.ts";

export interface WireRepair {
  readonly plan: BridgePlan;
  readonly running: readonly RunningEndpoint[];
  readonly mtu: number;
  readonly isolated: boolean;
}

/** Takes away wires of nobody, and puts the wires of running containers back where they belong. */
export async function repairWires(op: Op, kernel: Kernel, repair: WireRepair): Promise<void> {
  const { links } = await kernel.readNetwork(op);
  const bridge = links.find(({ name }) => name === repair.plan.name);
  const wanted = new Map(repair.running.map((endpoint) => [hostLinkOf(endpoint.endpointId), endpoint]));
  const steps: NetworkStep[] = [];
  for (const { name, kind, master } of links) {
    const owner = wanted.get(name);
    const unowned = master === undefined || master === bridge?.index;
    if (owner === undefined && kind === "veth" && isHostLink(name) && unowned) steps.push({ do: "delete-link", name });
    if (owner === undefined) continue;
    wanted.delete(name);
    if (master === bridge?.index) continue;
    steps.push({ do: "set-link", name, master: repair.plan.name, up: true });
    steps.push({ do: "set-port", name, isolated: repair.isolated, hairpin: owner.publications.length > 0 });
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
      const { plan, mtu, isolated } = repair;
      const hairpin = endpoint.publications.length > 0;
      const wire = { hostLink, bridge: plan.name, mtu, isolated, hairpin, netns, address };
      await kernel.configureNetwork(op, wireBlocks(wire));
    } finally {
      closeSync(netns);
    }
    op.log.info("network of a running container was connected again", { container: containerName });
  } catch (error) {
    op.log.error("running container has no network", { container: containerName, error: messageOf(error) });
  }
}
