import { readFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Kernel } from "#sys/kernel/contract.ts";

const key = "net/ipv6/conf/all/forwarding";

/**
 * Turns IPv6 forwarding on while networks need it. Where it was off, a table of its own drops whatever else would be
 * forwarded then; it also remembers that forwarding is to be turned off again with the last network.
 */
export class Ipv6Forwarding {
  readonly #kernel: Kernel;
  readonly #table: string;
  readonly #bridges = new Set<string>();

  /** `name` sets the engine's table apart from those of others. */
  constructor(kernel: Kernel, name: string) {
    this.#kernel = kernel;
    this.#table = `gantry_${name}_forward`;
  }

  async admit(op: Op, bridge: string): Promise<void> {
    this.#bridges.add(bridge);
    if (!(await this.#isOurs(op)) && isForwarding()) return;
    await this.#kernel.runNft(op, { text: this.#text() });
    await this.#set(op, "1");
  }

  async dismiss(op: Op, bridge: string): Promise<void> {
    if (!this.#bridges.delete(bridge) || !(await this.#isOurs(op))) return;
    if (this.#bridges.size > 0) {
      await this.#kernel.runNft(op, { text: this.#text() });
      return;
    }
    await this.#set(op, "0");
    await this.#kernel.runNft(op, { text: `delete table ip6 ${this.#table}\n` });
  }

  async #isOurs(op: Op): Promise<boolean> {
    const tables = await this.#kernel.runNft(op, { text: "list tables ip6" });
    return tables.split("\n").includes(`table ip6 ${this.#table}`);
  }

  async #set(op: Op, value: string): Promise<void> {
    await this.#kernel.configureNetwork(op, [{ steps: [{ do: "set-sysctl", key, value }] }]);
  }

  #text(): string {
    const bridges = [...this.#bridges].map((name) => `"${name}"`).join(", ");
    return `add table ip6 ${this.#table}
delete table ip6 ${this.#table}
table ip6 ${this.#table} {
  set bridges { type ifname; elements = { ${bridges} };
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    iifname @bridges accept
    oifname @bridges accept
  }
}
`;
  }
}

function isForwarding(): boolean {
  return readFileSync(`/proc/sys/${key}`, "utf8").trim() !== "0";
}
