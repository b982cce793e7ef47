import type { Op } from "#base/op.ts";
import type { NetworkNames } from "#core/network/names/answer.ts";
import type { NameServer, NameServers } from "#core/network/names/contract.ts";
import { leadsOut, linksOf, type Membership } from "./membership.ts";

type Opening = Parameters<NameServers["open"]>[1];

export interface NamesGround extends Pick<Opening, "fresh" | "upstreams"> {
  /** Undefined: nobody asks there. */
  readonly netns: Opening["netns"] | undefined;
}

/** The name server of one sandbox: there is one while it is in a user-defined network. */
export class SandboxNames {
  readonly #servers: NameServers;
  readonly #memberships: () => readonly Membership[];
  #server: NameServer | undefined;

  constructor(servers: NameServers, memberships: () => readonly Membership[]) {
    this.#servers = servers;
    this.#memberships = memberships;
  }

  /** Whether there is anything to answer. */
  get isWanted(): boolean {
    return this.#memberships().some(({ network }) => network.userDefined);
  }

  async serve(op: Op, { netns, ...rest }: NamesGround): Promise<void> {
    if (!this.isWanted || this.#server !== undefined || netns === undefined) return;
    this.#server = await this.#servers.open(op, {
      ...rest,
      netns,
      networks: () => this.#networks(),
      forwards: () => this.#memberships().some(({ network }) => leadsOut(network)),
    });
  }

  close(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  #networks(): NetworkNames[] {
    return this.#memberships()
      .filter(({ network }) => network.userDefined)
      .map(({ network, asked }) => ({ network: network.name, names: network.names, links: linksOf(asked) }));
  }
}
