import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import {
  acceptPlace,
  acceptRules,
  describeChain,
  droppingForwardChains,
  hasAcceptRules,
} from "#core/network/forward-block.ts";
import { linkTable, type PortLink } from "#core/network/link-table.ts";
import {
  addPublications,
  type BridgeFirewall,
  deletePublications,
  type NftPublication,
  wholeTable,
} from "#core/network/nft-plan.ts";
import type { Kernel } from "#sys/kernel/contract.ts";

/** All that is published and linked: what a rebuild has to hold. */
export interface FirewallContents {
  readonly publications: readonly NftPublication[];
  readonly links: readonly PortLink[];
}

/** Ports that others take the place of. */
export interface Replaced {
  readonly firewall: Firewall | undefined;
  readonly publications: readonly NftPublication[];
}

/** The nft tables of one bridge. Adding and taking away ports touches elements only; `rebuild` makes the table anew. */
export class Firewall {
  readonly #kernel: Kernel;
  /** Read anew for each rebuild. */
  readonly #currentPlan: () => BridgeFirewall;
  /** As of now. */
  readonly #contents: () => FirewallContents;
  #blockedBy: string | undefined;

  constructor(kernel: Kernel, plan: () => BridgeFirewall, contents: () => FirewallContents) {
    this.#kernel = kernel;
    this.#currentPlan = plan;
    this.#contents = contents;
  }

  /** The foreign chain that drops what is forwarded and that nothing here can open; as of the last check. */
  get forwardBlockedBy(): string | undefined {
    return this.#blockedBy;
  }

  get #plan(): BridgeFirewall {
    return this.#currentPlan();
  }

  get tables(): string[] {
    const { table, ipv4, ipv6 } = this.#plan;
    return [
      ...(ipv4 === undefined ? [] : [`table ip ${table}`]),
      ...(ipv6 === undefined ? [] : [`table ip6 ${table}`]),
      ...(this.#contents().links.length === 0 ? [] : [`table bridge ${table}`]),
    ];
  }

  async rebuild(op: Op): Promise<void> {
    const { publications, links } = this.#contents();
    const linked = links.length === 0 ? "" : linkTable(this.#plan.table, links);
    await this.#kernel.runNft(op, { text: `${wholeTable(this.#plan, publications)}${linked}` });
  }

  /** Replaces the links. Without any there is no table for them. */
  async setLinks(op: Op, links: readonly PortLink[]): Promise<void> {
    await this.#kernel.runNft(op, { text: linkTable(this.#plan.table, links) });
  }

  async add(op: Op, publications: readonly NftPublication[]): Promise<void> {
    if (publications.length === 0) return;
    await this.#change(op, () => addPublications(this.#plan, publications));
  }

  async remove(op: Op, publications: readonly NftPublication[]): Promise<void> {
    if (publications.length === 0) return;
    try {
      await this.#kernel.runNft(op, { text: this.#deletion(publications) });
    } catch (error) {
      if (!isNftError(error)) throw error;
      await this.rebuild(op);
    }
  }

  /** Adds ports in one transaction with the end of those of another table, or of this one. */
  async replace(op: Op, publications: readonly NftPublication[], from: Replaced): Promise<void> {
    if (from.firewall === undefined || from.publications.length === 0) return this.add(op, publications);
    const other = from.firewall;
    await this.#change(
      op,
      () => `${other.#deletion(from.publications)}${addPublications(this.#plan, publications)}`,
      other,
    );
  }

  #deletion(publications: readonly NftPublication[]): string {
    return deletePublications(this.#plan, publications, this.#contents().publications);
  }

  /** Elements of a table that somebody has flushed cannot be changed: the tables are made anew first then. */
  async #change(op: Op, text: () => string, other: Firewall = this): Promise<void> {
    try {
      await this.#kernel.runNft(op, { text: text() });
    } catch (error) {
      if (!isNftError(error)) throw error;
      op.log.warn("firewall table is damaged and is made anew", { table: this.#plan.table, error: error.message });
      for (const firewall of new Set([other, this])) await firewall.rebuild(op);
      await this.#kernel.runNft(op, { text: text() });
    }
  }

  /** Looks for chains that would drop what we forward, and lets our packets pass where that is possible. */
  async openForwarding(op: Op): Promise<void> {
    const json = await this.#kernel.runNft(op, { text: "list chains", json: true });
    const blocked: string[] = [];
    for (const chain of droppingForwardChains(json, this.#plan.table)) {
      const place = acceptPlace(json, chain);
      if (place === undefined || !(await this.#acceptIn(op, place))) blocked.push(describeChain(chain));
    }
    this.#blockedBy = blocked.length === 0 ? undefined : blocked.join(", ");
    if (this.#blockedBy !== undefined)
      op.log.warn("forwarded packets are dropped by a firewall that is not ours", { chains: this.#blockedBy });
  }

  async #acceptIn(op: Op, place: string): Promise<boolean> {
    try {
      const chain = await this.#kernel.runNft(op, { text: `list chain ${place}` });
      if (!hasAcceptRules(chain, this.#plan.bridge))
        await this.#kernel.runNft(op, { text: acceptRules(place, this.#plan.bridge) });
      return true;
    } catch (error) {
      if (!isNftError(error)) throw error;
      return false;
    }
  }
}

function isNftError(error: unknown): error is EngineError {
  return error instanceof EngineError && error.code === "nft";
}
