import type { NetworkId } from "#base/ids.ts";

/** What is saved of a user-defined network (kind `network`, key: its id). Networks that are built in have no record. */
export interface NetworkRecord {
  readonly id: NetworkId;
  readonly name: string;
  /** RFC 3339 with nanoseconds. */
  readonly created: string;
  /** What makes it; a configuration is made by nothing. */
  readonly driver: "bridge";
  /** It is only what other networks are made from. */
  readonly configOnly?: true;
  /** The name of the configuration that it was made from. */
  readonly configFrom?: string;
  readonly enableIpv4: boolean;
  readonly enableIpv6: boolean;
  readonly internal: boolean;
  /** Only shown: without a swarm every network can be attached to. */
  readonly attachable?: boolean;
  /** Only shown; undefined: `local`. */
  readonly scope?: string;
  readonly ipam: NetworkIpam;
  /** Driver options as they were given. */
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** The bridge's name on the host; empty for a configuration. */
  readonly bridge: string;
  /** Whether the engine has made the bridge, and takes it away with the network. */
  readonly ownsBridge: boolean;
}

export interface NetworkIpam {
  /** Undefined: `default`. Another only in a configuration, from which no network can be made. */
  readonly driver?: string;
  readonly options: Readonly<Record<string, string>> | null;
  readonly subnets: readonly SubnetRecord[];
}

/** A subnet of a network. Of the ones that were not asked for, `asked` is false. */
export interface SubnetRecord {
  /** CIDR notation. */
  readonly subnet: string;
  readonly range?: string;
  readonly gateway: string;
  /** The gateway was chosen by the request or with the subnet: inspect shows it. */
  readonly showsGateway: boolean;
  readonly auxiliary?: Readonly<Record<string, string>>;
  readonly asked: boolean;
}
