import type { EndpointSettings } from "#api/types.gen.ts";
import { checkBuiltinEndpoint, checkUnknownEndpoint, checkUserEndpoint } from "#core/network/endpoint-check.ts";
import type { Network } from "./builtin-networks.ts";

export interface EndpointWish {
  readonly name: string;
  readonly asked: Partial<EndpointSettings>;
  /** What errors call the network; undefined: they do not. */
  readonly named?: string;
}

/** Checks what is asked of a network. That there is none of that name, only a start says. @throws invalid-argument */
export function checkEndpoint(networks: readonly Network[], { name, asked, named }: EndpointWish): void {
  const own = name === "default" ? "bridge" : name;
  const network = networks.find((each) => each.name === own || each.id === own);
  if (network?.record !== undefined) checkUserEndpoint(network.record, asked, named);
  else if (network !== undefined || name === "default") checkBuiltinEndpoint(named, asked);
  else if (named !== undefined) checkUnknownEndpoint(asked, named);
}
