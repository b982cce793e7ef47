import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";

/** The chain id of each layer, bottom first (OCI image spec, config.md, "Layer ChainID"). */
export function chainIds(diffIds: readonly Digest[]): Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`));
  }
  return chain;
}
