import { networkNotFound } from "#core/network/errors.ts";
import type { Gone, Rehearsed, RehearsedObject } from "#core/rehearsal/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { Network } from "./builtin-networks.ts";
import type { UserNetworks } from "./user-networks.ts";

/** What removals and prunes of networks would do, one after the other. It throws what they would throw. */
export class NetworkRehearsal {
  readonly #user: Pick<UserNetworks, "removable" | "prunable">;
  readonly #gone: Gone;

  constructor(user: Pick<UserNetworks, "removable" | "prunable">, gone: Gone) {
    this.#user = user;
    this.#gone = gone;
  }

  remove(ref: string): Rehearsed {
    const network = this.#user.removable(ref);
    if (this.#gone.networks.has(network.id)) throw networkNotFound(ref);
    return { objects: [this.#going(network)] };
  }

  prune(filters: Filters): Rehearsed {
    const chosen = this.#user.prunable(filters).filter(({ id }) => !this.#gone.networks.has(id));
    return { objects: chosen.map((network) => this.#going(network)), reclaimedBytes: 0 };
  }

  #going({ id, name }: Network): RehearsedObject {
    this.#gone.networks.add(id);
    return { does: "remove", what: "network", id, name };
  }
}
