import type { Op } from "#base/op.ts";
import type { AddressBook } from "#core/network/address-book.ts";
import type { RunningEndpoint } from "#core/network/driver.ts";
import type { SubnetRecord } from "#core/network/record.ts";
import type { Firewall, FirewallContents } from "./firewall.ts";

/** What a bridge network stands on once it was made. */
export interface BridgeGround {
  readonly bridge: string;
  readonly ipv4?: FamilyGround | undefined;
  readonly ipv6?: FamilyGround | undefined;
  /** Undefined: the engine touches no firewall. */
  readonly firewall: Firewall | undefined;
  /** The subnets as inspect shows them, where they are more than the books tell. */
  readonly subnets?: readonly SubnetRecord[];
  /** Takes the bridge and its firewall away. */
  remove(op: Op): Promise<void>;
}

export interface FamilyGround {
  readonly book: AddressBook;
  /** The bridge's own address. */
  readonly gateway: string;
  /** The router that containers have, where it is another. */
  readonly route?: string | undefined;
}

/** What containers of a bridge get. */
export interface BridgeTraits {
  readonly mtu: number;
  /** Whether containers may talk to each other. */
  readonly interContainer: boolean;
  /** Nothing leads out. */
  readonly internal: boolean;
  /** Where ports are published unless they say. */
  readonly hostAddress: string;
  readonly interfacePrefix: string;
  /** Driver options, as inspect shows them. */
  readonly options: Readonly<Record<string, string>>;
}

/** Makes the bridge and its firewall, and reads what is left of an earlier run. */
export interface BridgeMaker {
  /** The bridge and the books of its addresses. */
  prepare(op: Op, running: readonly RunningEndpoint[]): Promise<PreparedBridge>;
}

export interface PreparedBridge extends Omit<BridgeGround, "firewall"> {
  /** Once the endpoints of running containers are known. */
  openFirewall(op: Op, contents: () => FirewallContents): Promise<Firewall | undefined>;
}
