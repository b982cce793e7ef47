import { createHash } from "node:crypto";
import type { NetworkId } from "#base/ids.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { NetworkDriver } from "#core/network/driver.ts";
import { ambiguousNetwork, networkNotFound } from "#core/network/errors.ts";

/** A network and what runs it. */
export interface Network {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: NetworkDriver;
  /** RFC 3339 with nanoseconds. */
  readonly created: string;
}

/** The id of a network that no record keeps: the same after each start of one engine. */
export function builtinId(config: NetworkConfig, name: string): NetworkId {
  return createHash("sha256").update(`network ${name} of ${config.identity}`).digest("hex") as NetworkId;
}

/** Finds by name, id or unique prefix of an id, in this order. @throws not-found · invalid-argument when ambiguous */
export function findNetwork(networks: readonly Network[], ref: string): Network {
  const exact = networks.find(({ name }) => name === ref) ?? networks.find(({ id }) => id === ref);
  if (exact !== undefined) return exact;
  const matches = ref === "" ? [] : networks.filter(({ id }) => id.startsWith(ref));
  if (matches.length > 1) throw ambiguousNetwork(ref, matches.length);
  const [match] = matches;
  if (match === undefined) throw networkNotFound(ref);
  return match;
}
