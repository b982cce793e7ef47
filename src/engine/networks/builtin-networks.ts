import { createHash } from "node:crypto";
import type { NetworkId } from "#base/ids.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { Endpoint, NetworkDriver } from "#core/network/driver.ts";
import { ambiguousNetwork, networkNotFound } from "#core/network/errors.ts";
import { NameTable } from "#core/network/names/name-table.ts";
import type { NetworkRecord } from "#core/network/record.ts";

/** A network, what runs it, and who is in it. */
export class Network {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: NetworkDriver;
  /** RFC 3339 with nanoseconds. */
  readonly created: string;
  /** Of a user-defined network; undefined for those that are built in. */
  readonly record: NetworkRecord | undefined;
  readonly names = new NameTable();
  /** By id; those that are being connected count as well. */
  readonly endpoints = new Map<string, Endpoint | undefined>();
  /** It is being taken away: nobody gets in any more. */
  removing = false;

  constructor(parts: Pick<Network, "id" | "name" | "driver" | "created"> & { readonly record?: NetworkRecord }) {
    this.id = parts.id;
    this.name = parts.name;
    this.driver = parts.driver;
    this.created = parts.created;
    this.record = parts.record;
  }

  get userDefined(): boolean {
    return this.record !== undefined;
  }

  /** Those that are connected. */
  get connected(): Endpoint[] {
    return [...this.endpoints.values()].filter((endpoint) => endpoint !== undefined);
  }
}

/** The id of a network that no record keeps: the same after each start of one engine. */
export function builtinId(config: NetworkConfig, name: string): NetworkId {
  return createHash("sha256").update(`network ${name} of ${config.identity}`).digest("hex") as NetworkId;
}

/** Finds by name, id or unique prefix of an id, in this order. @throws not-found · invalid-argument when ambiguous */
export function findNetwork(networks: readonly Network[], ref: string): Network {
  const present = networks.filter(({ removing }) => !removing);
  const exact = present.find(({ name }) => name === ref) ?? present.find(({ id }) => id === ref);
  if (exact !== undefined) return exact;
  const matches = ref === "" ? [] : present.filter(({ id }) => id.startsWith(ref));
  if (matches.length > 1) throw ambiguousNetwork(ref, matches.length);
  const [match] = matches;
  if (match === undefined) throw networkNotFound(ref);
  return match;
}
