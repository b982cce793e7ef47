import { readFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import { hardwareAddressOf } from "#core/network/hardware-address.ts";
import type { Kernel, NetworkStep } from "#sys/kernel/contract.ts";

export interface OwnAddress {
  readonly address: string;
  readonly prefixLength: number;
}

/** What a bridge is to be. */
export interface BridgeDevice {
  readonly name: string;
  /** Whether it has to be made, and what is written on it then. */
  readonly make: boolean;
  readonly alias: string;
  readonly mtu?: number | undefined;
  readonly missing: readonly OwnAddress[];
  readonly wrong: readonly OwnAddress[];
  /** Whether the bridge speaks IPv6 at all. */
  readonly ipv6: boolean;
}

/**
 * Makes the bridge what it is to be. It has a hardware address of its own: the kernel would take that of a port, and
 * change it under the containers when the port goes.
 */
export async function prepareBridge(op: Op, kernel: Kernel, device: BridgeDevice): Promise<void> {
  const { name, missing, wrong } = device;
  const steps: NetworkStep[] = [];
  if (device.make) {
    const hardwareAddress = hardwareAddressOf(missing[0]?.address ?? "0.0.0.0");
    const mtu = device.mtu === undefined ? {} : { mtu: device.mtu };
    steps.push({ do: "add-bridge", name, alias: device.alias, hardwareAddress, ...mtu });
  }
  const setting = (key: string, value: string): NetworkStep => ({
    do: "set-sysctl",
    key: `net/ipv6/conf/${sysctlName(name)}/${key}`,
    value,
    optional: true,
  });
  steps.push(setting("accept_ra", "0"));
  if (device.ipv6) steps.push(setting("disable_ipv6", "0"));
  for (const address of wrong) steps.push({ do: "delete-address", link: name, ...address });
  for (const address of missing) steps.push({ do: "add-address", link: name, ...address });
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
