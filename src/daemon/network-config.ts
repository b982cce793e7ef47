import { existsSync, realpathSync } from "node:fs";
import type { PoolRange } from "#core/network/address-ranges.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { FamilyWish } from "#core/network/default-bridge-subnets.ts";
import type { AddressRange } from "#core/network/default-subnet.ts";
import { poolRanges } from "./config/address-pools.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import type { Networks } from "./open-networks.ts";

/** The default networks, as the daemon's flags want them. */
export function networkConfig(config: DaemonConfig, identity: string): NetworkConfig {
  const { bridge, addressPools, execRoot, hostGateways, networkOptions } = config;
  const pools = poolRanges(addressPools);
  return {
    identity,
    ...(pools.length === 0 ? {} : { pools, addressRanges: ipv4Ranges(pools) }),
    execRoot,
    besideDocker: isDockerInstalled(),
    ...(bridge.name === "" ? {} : { bridge: bridge.name }),
    ...(bridge.bip === "" ? {} : { bridgeAddress: bridge.bip }),
    bridgeIpv4: familyWish(bridge.fixedCidr, bridge.gateway),
    ...(bridge.ipv6 ? { bridgeIpv6: ipv6Wish(bridge) } : {}),
    ...(bridge.mtu === 0 ? {} : { mtu: bridge.mtu }),
    hostAddress: bridge.publishIp || "0.0.0.0",
    interContainer: bridge.icc,
    ipForward: bridge.ipForward,
    ipForwardNoDrop: bridge.ipForwardNoDrop,
    ...(hostGateways.length === 0 ? {} : { hostGateways }),
    defaultOptions: networkOptions,
    masquerade: bridge.ipMasquerade,
    firewall: bridge.iptables,
    directRouting: bridge.directRouting,
    userlandProxy: bridge.userlandProxy,
  };
}

function familyWish(range: string, route: string): FamilyWish {
  return { ...(range === "" ? {} : { range }), ...(route === "" ? {} : { route }) };
}

function ipv6Wish({ bip6, fixedCidr6, gateway6 }: DaemonConfig["bridge"]): NonNullable<NetworkConfig["bridgeIpv6"]> {
  return { ...familyWish(fixedCidr6, gateway6), ...(bip6 === "" ? {} : { address: bip6 }) };
}

/** Whether there is a dockerd that may be started at any time, which takes a bridge docker0 for its own. */
function isDockerInstalled(): boolean {
  const own = realpathSync(process.execPath);
  const found = [Bun.which("dockerd"), "/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd"];
  return found.some((path) => path !== null && existsSync(path) && realpathSync(path) !== own);
}

function ipv4Ranges(pools: readonly PoolRange[]): AddressRange[] {
  return pools
    .filter(({ range }) => range.family === "ipv4")
    .map(({ range, pieceLength }) => ({
      range: { base: Number(range.base), prefixLength: range.length },
      prefixLength: pieceLength,
    }));
}

/** What an operator should know of foreign firewall rules. */
export function forwardWarnings(networks: Networks): string[] {
  const chains = networks.forwardBlockedBy();
  if (chains === undefined) return [];
  return [
    `WARNING: the firewall drops what containers forward (${chains}): published ports and outgoing traffic are blocked`,
  ];
}
