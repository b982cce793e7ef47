import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { objectInspectText } from "#client/object-inspect.ts";
import { objectList } from "#client/object-list.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import type { SwarmNode } from "#client/swarm-types.ts";
import { systemInfo } from "#client/system-info.ts";
import type { SwarmService } from "../services/service.ts";

/** Names of nodes and services by their ids, each asked for once. What cannot be had keeps its id. */
export class SwarmNames {
  readonly #client: Client;
  readonly #resolves: boolean;
  readonly #known = new Map<string, Promise<string>>();

  constructor(client: Client, options: { readonly resolve: boolean }) {
    this.#client = client;
    this.#resolves = options.resolve;
  }

  service(op: Op, id: string): Promise<string> {
    return this.#name(id, async () => {
      const { Spec } = JSON.parse(await serviceInspectText(op, this.#client, id)) as SwarmService;
      return Spec.Name ?? id;
    });
  }

  node(op: Op, id: string): Promise<string> {
    return this.#name(id, async () => {
      const { Spec, Description } = await nodeOf(op, this.#client, id);
      return Spec.Name || Description.Hostname || id;
    });
  }

  #name(id: string, ask: () => Promise<string>): Promise<string> {
    if (!this.#resolves || id === "") return Promise.resolve(id);
    const name = this.#known.get(id) ?? ask().catch(() => id);
    this.#known.set(id, name);
    return name;
  }
}

export async function nodeOf(op: Op, client: Client, ref: string): Promise<SwarmNode> {
  return JSON.parse(await objectInspectText(op, client, ref, { kind: "nodes" })) as SwarmNode;
}

/** The id of the node that is asked, where `self` stands for it. @throws Error when it is in no swarm */
export async function nodeReference(op: Op, client: Client, ref: string): Promise<string> {
  if (ref !== "self") return ref;
  const { Swarm } = await systemInfo(op, client);
  const { NodeID = "" } = (Swarm ?? {}) as { readonly NodeID?: string };
  if (NodeID !== "") return NodeID;
  // A list, so that the engine says why: it is no manager, or in no swarm.
  await objectList(op, client, "nodes");
  throw new Error("node ID not found in /info");
}
