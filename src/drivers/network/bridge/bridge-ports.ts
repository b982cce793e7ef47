import { existsSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Endpoint, EndpointAddress } from "#core/network/driver.ts";
import { connectivityFailed } from "#core/network/errors.ts";
import type { NftPublication } from "#core/network/nft-plan.ts";
import {
  type Publication,
  type PublicationInput,
  type PublicationRequest,
  publicationsOf,
} from "#core/network/publication.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import type { Firewall } from "./firewall.ts";
import type { BridgeTraits } from "./ground.ts";
import { type HeldPorts, heldPorts } from "./held-ports.ts";
import type { PublishedPorts } from "./published-ports.ts";
import type { PublishedTarget } from "./published-target.ts";
import { hostLinkOf } from "./wire.ts";

/** What of the host's ports an endpoint has. */
export interface EndpointPorts {
  readonly held: HeldPorts;
  readonly translations: readonly NftPublication[];
}

export const noPorts: EndpointPorts = { held: heldPorts([]), translations: [] };

type Named = Pick<Endpoint, "containerName" | "endpointId">;

export interface BridgePortsOptions {
  readonly kernel: Kernel;
  readonly traits: BridgeTraits;
  /** All bridges of an engine share one: a port of the host has one holder. */
  readonly published: PublishedPorts;
  /** Whether addresses of the host are relayed where nothing can translate. */
  readonly userlandProxy: boolean;
  /** Undefined before the bridge has recovered, and where none is wanted. */
  readonly firewall: () => Firewall | undefined;
}

/** The published ports of the endpoints of one bridge. */
export class BridgePorts {
  readonly #options: BridgePortsOptions;
  /** Of all endpoints that are connected. */
  readonly #endpoints = new Map<string, EndpointPorts>();

  constructor(options: BridgePortsOptions) {
    this.#options = options;
  }

  has(endpointId: string): boolean {
    return this.#endpoints.has(endpointId);
  }

  enter(endpointId: string, ports: EndpointPorts): void {
    this.#endpoints.set(endpointId, ports);
  }

  leave(endpointId: string): void {
    this.#endpoints.delete(endpointId);
  }

  /** All that the firewall is to hold. */
  get translations(): NftPublication[] {
    return [...this.#endpoints.values()].flatMap(({ translations }) => translations);
  }

  async adopt(endpointId: string, address: EndpointAddress, publications: readonly Publication[]): Promise<void> {
    const { published } = this.#options;
    const target = targetOf(address);
    const held = await published.adopt(publications, target);
    this.enter(endpointId, { held, translations: published.translations(publications, target) });
  }

  /** Holds ports; nothing leads there yet. Those of a network that leads nowhere are not published, as in Docker. */
  async hold(endpoint: Named, ports: PublicationInput, address: EndpointAddress): Promise<EndpointPorts> {
    const { traits, published } = this.#options;
    if (traits.internal) return noPorts;
    const target = targetOf(address);
    const held = await named(endpoint, () => published.publish(this.#requests(ports, target), target));
    return { held, translations: published.translations(held.publications, target) };
  }

  async publish(op: Op, endpoint: Endpoint, ports: PublicationInput): Promise<Endpoint> {
    if (endpoint.address === undefined) return endpoint;
    const own = await this.hold(endpoint, ports, endpoint.address);
    try {
      await this.#options.firewall()?.add(op, own.translations);
    } catch (error) {
      own.held.release();
      throw error;
    }
    this.enter(endpoint.endpointId, own);
    if (own.translations.length > 0) await this.#setHairpin(op, endpoint);
    return { ...endpoint, publications: own.held.publications };
  }

  async unpublish(op: Op, endpoint: Endpoint): Promise<Endpoint> {
    const own = this.#of(endpoint);
    this.enter(endpoint.endpointId, noPorts);
    try {
      await this.#options.firewall()?.remove(op, own.translations);
      await this.#endFlows(op, endpoint);
    } finally {
      own.held.release();
    }
    return { ...endpoint, publications: [] };
  }

  /** Publishes in the place of an endpoint of a bridge, which may be this one. */
  async takeOver(
    op: Op,
    endpoint: Endpoint,
    ports: PublicationInput,
    giver: { readonly ports: BridgePorts; readonly endpoint: Endpoint },
  ): Promise<Endpoint> {
    const { address } = endpoint;
    const { traits, published, firewall } = this.#options;
    if (address === undefined || traits.internal) return this.publish(op, endpoint, ports);
    const before = giver.ports.#of(giver.endpoint);
    const target = targetOf(address);
    const handover = await named(endpoint, () =>
      published.takeOver(this.#requests(ports, target), target, before.held),
    );
    const translations = published.translations(handover.held.publications, target);
    const replaced = { firewall: giver.ports.#options.firewall(), publications: before.translations };
    try {
      if (translations.length > 0) await this.#setHairpin(op, endpoint);
      await firewall()?.replace(op, translations, replaced);
    } catch (error) {
      await handover.cancel();
      throw error;
    }
    this.enter(endpoint.endpointId, { held: handover.held, translations });
    giver.ports.enter(giver.endpoint.endpointId, noPorts);
    await handover.settle();
    await this.#endFlows(op, giver.endpoint);
    return { ...endpoint, publications: handover.held.publications };
  }

  #of({ endpointId }: Endpoint): EndpointPorts {
    return this.#endpoints.get(endpointId) ?? noPorts;
  }

  #requests(ports: PublicationInput, target: PublishedTarget): PublicationRequest[] {
    const { traits, userlandProxy } = this.#options;
    const ipv6 = (userlandProxy || target.ipv6 !== undefined) && existsSync("/proc/net/if_inet6");
    return publicationsOf(ports, { hostAddress: traits.hostAddress, ipv6 });
  }

  async #setHairpin(op: Op, { endpointId }: Endpoint): Promise<void> {
    const step = { do: "set-port", name: hostLinkOf(endpointId), hairpin: true } as const;
    await this.#options.kernel.configureNetwork(op, [{ steps: [step] }]);
  }

  async #endFlows(op: Op, { address, publications }: Endpoint): Promise<void> {
    if (address?.ipv4 === undefined || !publications.some(({ protocol }) => protocol === "udp")) return;
    const step = { do: "end-flows", address: address.ipv4.address } as const;
    await this.#options.kernel.configureNetwork(op, [{ steps: [step] }]);
  }
}

async function named<T>(endpoint: Named, hold: () => Promise<T>): Promise<T> {
  try {
    return await hold();
  } catch (error) {
    throw connectivityFailed({ name: endpoint.containerName, id: endpoint.endpointId }, error);
  }
}

function targetOf({ ipv4, ipv6 }: EndpointAddress): PublishedTarget {
  return { ipv4: ipv4?.address, ipv6: ipv6?.address };
}
