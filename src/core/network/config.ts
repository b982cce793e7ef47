import type { PoolRange } from "./address-ranges.ts";
import type { FamilyWish } from "./default-bridge-subnets.ts";
import type { AddressRange } from "./default-subnet.ts";

/** What the daemon's configuration decides for networks. */
export interface NetworkConfig {
  /** Names the networks' ids: they stay the same over restarts. An id of the engine, or its data root. */
  readonly identity: string;
  /** Where sandbox keys point into. Absolute. */
  readonly execRoot: string;
  /** `--bridge`; `none`: no default network. */
  readonly bridge?: string;
  /** Docker is installed as well: docker0 is left to it. */
  readonly besideDocker?: boolean;
  /** `--bip`: address and prefix of the bridge. */
  readonly bridgeAddress?: string;
  /** `--fixed-cidr`, `--default-gateway`. */
  readonly bridgeIpv4?: FamilyWish;
  /** `--ipv6` with `--bip6`, `--fixed-cidr-v6` and `--default-gateway-v6`; without it the default bridge has no IPv6. */
  readonly bridgeIpv6?: FamilyWish & { readonly address?: string };
  /** `--default-address-pool`; Docker's own without it. */
  readonly addressRanges?: readonly AddressRange[];
  /** Where user-defined networks get their subnets from; Docker's own without it. */
  readonly pools?: readonly PoolRange[];
  /** `--mtu`; 1500. */
  readonly mtu?: number;
  /** `--ip`: where ports are published unless they say; `0.0.0.0`. */
  readonly hostAddress?: string;
  /** `--icc`; true. */
  readonly interContainer?: boolean;
  /** `--ip-forward`; true. */
  readonly ipForward?: boolean;
  /** `--ip-forward-no-drop`; false. */
  readonly ipForwardNoDrop?: boolean;
  /** `--host-gateway-ip`; the default bridge's own address without it. */
  readonly hostGateways?: readonly string[];
  /** `--default-network-opt`: by driver, options of a new network that it does not give itself. */
  readonly defaultOptions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** `--ip-masq`; true. */
  readonly masquerade?: boolean;
  /** `--iptables`; true. Without it no firewall is touched and published ports are relayed by the daemon. */
  readonly firewall?: boolean;
  /** `--allow-direct-routing`; false: published ports are not open by the containers' own addresses. */
  readonly directRouting?: boolean;
  /** `--userland-proxy`; true. Without it ports of IPv6 addresses are not published. */
  readonly userlandProxy?: boolean;
}
