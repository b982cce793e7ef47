import { commitPoint } from "#base/commit-points.ts";
import { Mutex } from "#base/mutex.ts";
import type { Op } from "#base/op.ts";
import type { NetworkLink } from "#core/network/contract.ts";
import type { EndpointAddress } from "#core/network/driver.ts";
import { type LinkEnd, linkedPorts, type PortLink, portLinks } from "#core/network/link-table.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import type { Firewall } from "./firewall.ts";
import { hostLinkOf } from "./wire.ts";

export interface BridgeLinksOptions {
  readonly kernel: Kernel;
  /** Whether its containers may talk to each other anyway: links mean nothing then. */
  readonly interContainer: boolean;
  /** Undefined: nothing could guard a port that is not isolated, so all stay it. */
  readonly firewall: () => Firewall | undefined;
}

interface Addressed {
  readonly address: EndpointAddress | undefined;
}

interface LinkingEndpoint {
  readonly endpointId: string;
  readonly containerId: string;
  readonly links?: readonly NetworkLink[] | undefined;
}

/**
 * Who may talk to whom on a bridge whose containers may not talk to each other. A port in no link is isolated; one in a
 * link is not, and the firewall speaks of it before it is opened and until it is closed again.
 */
export class BridgeLinks {
  readonly #options: BridgeLinksOptions;
  readonly #changing = new Mutex();
  /** By endpoint. */
  readonly #endpoints = new Map<string, LinkingEndpoint & { readonly address: string }>();
  /** Ports that are not isolated. */
  #open: ReadonlySet<string> = new Set();
  /** What the firewall holds, as JSON. */
  #held = "[]";

  constructor(options: BridgeLinksOptions) {
    this.#options = options;
  }

  /** What the firewall has to hold now. */
  current(): PortLink[] {
    const ends = new Map<string, LinkEnd>();
    for (const { endpointId, containerId, address } of this.#endpoints.values())
      ends.set(containerId, { link: hostLinkOf(endpointId), address });
    return portLinks(
      [...this.#endpoints.values()].flatMap(({ links = [] }) => links),
      ends,
    );
  }

  isIsolated(endpointId: string): boolean {
    return !this.#options.interContainer && !this.#open.has(hostLinkOf(endpointId));
  }

  /** Takes running endpoints over: the firewall is about to be made from what is current. Ports in no link are closed before. */
  async adopt(op: Op, endpoints: readonly (LinkingEndpoint & Addressed)[]): Promise<void> {
    if (this.#options.interContainer || endpoints.length === 0) return;
    for (const endpoint of endpoints) this.#note(endpoint);
    const linked = new Set(linkedPorts(this.current()));
    const own = new Set(endpoints.map(({ endpointId }) => hostLinkOf(endpointId)));
    const { links } = await this.#options.kernel.readNetwork(op);
    const loose = links.filter(({ name, isolated }) => own.has(name) && !isolated && !linked.has(name));
    await this.#isolate(
      op,
      loose.map(({ name }) => name),
      true,
    );
  }

  /** The firewall was made: from now on linked ports are open. The caller makes the ports fit. */
  adopted(): void {
    if (this.#options.firewall() === undefined) return;
    const links = this.current();
    this.#open = new Set(linkedPorts(links));
    this.#held = JSON.stringify(links);
  }

  /** An endpoint is about to get its wire. */
  async enter(op: Op, endpoint: LinkingEndpoint & Addressed): Promise<void> {
    if (this.#options.interContainer) return;
    this.#note(endpoint);
    await this.#bringIn(op);
  }

  async leave(op: Op, endpointId: string): Promise<void> {
    if (this.#endpoints.delete(endpointId)) await this.#bringIn(op);
  }

  /** A container is no longer linked to another. */
  async unlink(op: Op, link: Pick<NetworkLink, "from" | "to">): Promise<void> {
    for (const [id, endpoint] of this.#endpoints) {
      const links = endpoint.links?.filter(({ from, to }) => from !== link.from || to !== link.to);
      this.#endpoints.set(id, { ...endpoint, links });
    }
    await this.#bringIn(op);
  }

  #note({ address, ...endpoint }: LinkingEndpoint & Addressed): void {
    const ipv4 = address?.ipv4?.address;
    if (ipv4 !== undefined) this.#endpoints.set(endpoint.endpointId, { ...endpoint, address: ipv4 });
  }

  /** Brings firewall and ports in line with the links. Where nothing has changed, it asks the kernel for nothing. */
  async #bringIn(op: Op): Promise<void> {
    const firewall = this.#options.firewall();
    const isFit = (): boolean => JSON.stringify(this.current()) === this.#held;
    if (firewall === undefined || isFit()) return;
    await this.#changing.run(op, async () => {
      if (isFit()) return;
      const links = this.current();
      const before = this.#open;
      const after = new Set(linkedPorts(links));
      this.#open = new Set([...before].filter((port) => after.has(port)));
      const gone = [...before].filter((port) => !after.has(port));
      await this.#isolate(op, gone, true);
      commitPoint("network.links.closed");
      this.#held = "";
      await firewall.setLinks(op, links);
      commitPoint("network.links.firewall");
      this.#held = JSON.stringify(links);
      this.#open = after;
      const come = [...after].filter((port) => !before.has(port));
      await this.#isolate(op, come, false);
      commitPoint("network.links.opened");
    });
  }

  async #isolate(op: Op, ports: readonly string[], isolated: boolean): Promise<void> {
    const steps = ports.map((name) => ({ do: "set-port", name, isolated, optional: true }) as const);
    if (steps.length > 0) await this.#options.kernel.configureNetwork(op, [{ steps }]);
  }
}
