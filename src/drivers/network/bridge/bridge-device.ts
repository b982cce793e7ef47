import { readFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import { type BridgePlan, bridgeAlias } from "#core/network/bridge-plan.ts";
import { hardwareAddressOf } from "#core/network/hardware-address.ts";
import type { Kernel, NetworkStep } from "#sys/kernel/contract.ts";

/**
 * Makes the bridge what the plan says. It has a hardware address of its own: the kernel would take that of a port, and
 * change it under the containers when the port goes.
 */
export async function prepareBridge(op: Op, kernel: Kernel, plan: BridgePlan): Promise<void> {
  const { name, gateway, subnet } = plan;
  const steps: NetworkStep[] = [];
  if (plan.make)
    steps.push({ do: "add-bridge", name, alias: bridgeAlias, hardwareAddress: hardwareAddressOf(gateway) });
  for (const wrong of plan.wrongAddresses) steps.push({ do: "delete-address", link: name, ...wrong });
  if (!plan.hasAddress)
    steps.push({ do: "add-address", link: name, address: gateway, prefixLength: subnet.prefixLength });
  steps.push({ do: "set-sysctl", key: `net/ipv6/conf/${sysctlName(name)}/accept_ra`, value: "0", optional: true });
  steps.push({ do: "set-link", name, up: true });
  await kernel.configureNetwork(op, [{ steps }]);
}

/** Lets replies to connections of the host's own loopback come back. Only after the firewall guards it. */
export async function allowLoopback(op: Op, kernel: Kernel, bridge: string): Promise<void> {
  const key = `net/ipv4/conf/${sysctlName(bridge)}/route_localnet`;
  await kernel.configureNetwork(op, [{ steps: [{ do: "set-sysctl", key, value: "1" }] }]);
}

export function isForwarding(): boolean {
  return readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8").trim() !== "0";
}

export async function enableForwarding(op: Op, kernel: Kernel): Promise<void> {
  const step: NetworkStep = { do: "set-sysctl", key: "net/ipv4/ip_forward", value: "1" };
  await kernel.configureNetwork(op, [{ steps: [step] }]);
}

/** A link's directory below /proc/sys: the same name, its slashes cannot be. */
function sysctlName(link: string): string {
  if (link.includes("/") || link === "." || link === "..") throw new RangeError(`not a link name: ${link}`);
  return link;
}
