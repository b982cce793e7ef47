import type { NetworkCreateRequest, NetworkCreateResponse, NetworkPruneReport } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import { type NetworkId, newId } from "#base/ids.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { Undo } from "#base/undo.ts";
import type { EventSink } from "#core/events/contract.ts";
import { type PoolRange, withIpv6 } from "#core/network/address-ranges.ts";
import { checkDriverRequest, checkNetworkRequest, driverOf } from "#core/network/create/check-request.ts";
import { configurationOf, fromConfiguration } from "#core/network/create/configuration.ts";
import { networkNameInUse, noConfiguration, sameBridge } from "#core/network/create/errors.ts";
import { planSubnets, prefixOf } from "#core/network/create/plan-subnets.ts";
import type { NetworkDriver } from "#core/network/driver.ts";
import { activeEndpoints, configurationInUse, predefinedNetwork } from "#core/network/errors.ts";
import { hostPrefixes } from "#core/network/host-prefixes.ts";
import type { Prefix } from "#core/network/prefix.ts";
import type { NetworkRecord } from "#core/network/record.ts";
import type { PruneTurn } from "#core/prune/prune-turn.ts";
import type { RecordStore } from "#core/store/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { Kernel, Link } from "#sys/kernel/contract.ts";
import { findNetwork, Network } from "./builtin-networks.ts";
import { pruneFilter } from "./prune-filter.ts";

export interface UserNetworksOptions {
  readonly kernel: Kernel;
  readonly store: RecordStore;
  readonly events: EventSink;
  /** All networks; those that are built in are there from the start. */
  readonly networks: Network[];
  readonly pools: readonly PoolRange[];
  /** Names the engine: it draws the range of its IPv6 networks. */
  readonly identity: string;
  /** `--default-network-opt`: options by driver that a request need not give. */
  readonly defaultOptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Shared with the containers'. */
  readonly prunes: PruneTurn;
  readonly makeDriver: (record: NetworkRecord) => NetworkDriver;
  /** Whether a link of the host was made for a user-defined network of this engine. */
  readonly isOwnBridge: (link: Link) => boolean;
}

/** Making and removing networks. Records are durable when a call resolves. */
export class UserNetworks {
  readonly #options: UserNetworksOptions;
  readonly #pools: readonly PoolRange[];

  constructor(options: UserNetworksOptions) {
    this.#options = options;
    this.#pools = withIpv6(options.pools, options.identity);
  }

  /** Reads the records, and takes away bridges of networks that have none. The networks' own `recover` comes after. */
  async load(op: Op): Promise<void> {
    const { store, networks, makeDriver, kernel, isOwnBridge } = this.#options;
    const records = await store.list<NetworkRecord>(op, "network");
    for (const { value: record } of records)
      networks.push(new Network({ ...record, driver: makeDriver(record), record }));
    const known = new Set(records.map(({ value }) => value.bridge));
    const { links } = await kernel.readNetwork(op);
    for (const link of links) {
      if (known.has(link.name) || !isOwnBridge(link)) continue;
      const stale = makeDriver(staleRecord(link.name));
      await stale.recover(op, []);
      await stale.remove(op);
    }
  }

  /** `POST /networks/create`. @throws what Docker says; nothing is left then */
  async create(op: Op, given: NetworkCreateRequest): Promise<NetworkCreateResponse> {
    const { networks, kernel, defaultOptions } = this.#options;
    const defaults = given.ConfigFrom === null ? defaultOptions[driverOf(given)] : {};
    const request = { ...given, Options: { ...defaults, ...given.Options } };
    const families = checkNetworkRequest(request);
    if (request.ConfigOnly) return this.#createConfiguration(op, request, families);
    const state = await kernel.readNetwork(op);
    this.#checkName(request.Name);
    const whole = this.#withConfiguration(request);
    const checked = checkDriverRequest(whole);
    const id = newId<NetworkId>();
    const bridge = checked.options.name ?? `br-${id.slice(0, 12)}`;
    const other = networks.find((network) => bridgeOf(network) === bridge);
    if (other !== undefined) throw sameBridge({ id, otherId: other.id, bridge });
    const ground = { networks: this.#subnets(), host: hostPrefixes(state), pools: this.#pools };
    const record: NetworkRecord = {
      id,
      name: checked.name,
      created: nowRfc3339Nano(),
      driver: "bridge",
      enableIpv4: checked.ipv4,
      enableIpv6: checked.ipv6,
      internal: request.Internal,
      ...(request.Attachable ? { attachable: true } : {}),
      ...(request.Scope ? { scope: request.Scope } : {}),
      ...(request.ConfigFrom?.Network ? { configFrom: request.ConfigFrom.Network } : {}),
      ipam: { options: whole.IPAM?.Options ?? null, subnets: planSubnets({ ...checked, ...ground }) },
      options: whole.Options ?? {},
      labels: whole.Labels ?? {},
      bridge,
      ownsBridge: !state.links.some(({ name }) => name === bridge),
    };
    return this.#make(op, record);
  }

  /** A configuration: a record that other networks are made from, and nothing else. */
  #createConfiguration(
    op: Op,
    request: NetworkCreateRequest,
    { ipv4, ipv6 }: { readonly ipv4: boolean; readonly ipv6: boolean },
  ): Promise<NetworkCreateResponse> {
    this.#checkName(request.Name);
    return this.#make(op, {
      id: newId<NetworkId>(),
      name: request.Name,
      created: nowRfc3339Nano(),
      driver: "bridge",
      configOnly: true,
      enableIpv4: ipv4,
      enableIpv6: ipv6,
      internal: false,
      ...configurationOf(request),
      bridge: "",
      ownsBridge: false,
    });
  }

  /** The request with all that its configuration says. From here to the network's own entry nothing may wait. */
  #withConfiguration(request: NetworkCreateRequest): NetworkCreateRequest {
    const name = request.ConfigFrom?.Network;
    if (!name) return request;
    const found = this.#options.networks.find((network) => network.name === name && !network.removing);
    if (found?.record?.configOnly !== true) throw noConfiguration(name);
    return fromConfiguration(request, found.record);
  }

  async #make(op: Op, record: NetworkRecord): Promise<NetworkCreateResponse> {
    const { networks, store, makeDriver } = this.#options;
    const { id } = record;
    const network = new Network({ ...record, driver: makeDriver(record), record });
    const undo = new Undo();
    networks.push(network);
    undo.add(() => this.#forget(network));
    try {
      undo.add(() => network.driver.remove(backgroundOp(op.log)));
      await network.driver.recover(op, []);
      commitPoint("network.create.made");
      await store.commit(op, [{ put: "network", key: id, value: record }], "full");
      commitPoint("network.create.committed");
    } catch (error) {
      network.removing = true;
      await undo.run();
      throw error;
    }
    this.#emit("create", network);
    return { Id: id, Warning: "" };
  }

  /** `DELETE /networks/{id}`. @throws forbidden · not-found */
  async remove(op: Op, ref: string): Promise<void> {
    await this.#remove(op, this.removable(ref));
  }

  /** The network that a removal takes. @throws forbidden · not-found */
  removable(ref: string): Network {
    const network = findNetwork(this.#options.networks, ref);
    if (!network.userDefined) throw predefinedNetwork(network.name);
    const dependent = this.#options.networks.some(({ record }) => record?.configFrom === network.name);
    if (network.record?.configOnly && dependent) throw configurationInUse(network.name);
    if (network.endpoints.size > 0) throw activeEndpoints(network.name, network.connected);
    return network;
  }

  /** `POST /networks/prune`. @throws invalid-argument in Docker's words */
  prune(op: Op, filters: Filters): Promise<NetworkPruneReport> {
    return this.#options.prunes.run(() => this.#prune(op, filters));
  }

  async #prune(op: Op, filters: Filters): Promise<NetworkPruneReport> {
    const removed: string[] = [];
    for (const network of this.prunable(filters)) {
      if (!isUnused(network)) continue;
      await this.#remove(op, network);
      removed.push(network.name);
    }
    this.#options.events.emit({ type: "network", action: "prune", actorId: "", attributes: { reclaimed: "0" } });
    return { NetworksDeleted: removed.length === 0 ? null : removed };
  }

  /** What a prune takes. @throws invalid-argument in Docker's words */
  prunable(filters: Filters): Network[] {
    const passes = pruneFilter(filters);
    return this.#options.networks.filter(
      (network) => network.userDefined && network.record?.configOnly !== true && isUnused(network) && passes(network),
    );
  }

  /** First the record goes: a crash in between leaves a bridge that the next start takes away. */
  async #remove(op: Op, network: Network): Promise<void> {
    network.removing = true;
    try {
      await this.#options.store.commit(op, [{ delete: "network", key: network.id }], "full");
    } catch (error) {
      network.removing = false;
      throw error;
    }
    commitPoint("network.remove.committed");
    try {
      await network.driver.remove(op);
    } finally {
      this.#forget(network);
    }
    commitPoint("network.remove.done");
    this.#emit("destroy", network);
  }

  #forget(network: Network): void {
    const { networks } = this.#options;
    networks.splice(networks.indexOf(network), 1);
  }

  #checkName(name: string): void {
    const taken = this.#options.networks.some((network) => network.name === name && !network.removing);
    if (taken) throw networkNameInUse(name);
  }

  #subnets(): Prefix[] {
    return this.#options.networks.flatMap(({ record, driver }) => {
      if (record === undefined) return driver.facts().subnets?.map(({ subnet }) => prefixOf(subnet)) ?? [];
      return record.configOnly ? [] : record.ipam.subnets.map(({ subnet }) => prefixOf(subnet));
    });
  }

  #emit(action: string, { id, name, driver }: Network): void {
    this.#options.events.emit({ type: "network", action, actorId: id, attributes: { name, type: driver.type } });
  }
}

function isUnused({ removing, endpoints }: Network): boolean {
  return !removing && endpoints.size === 0;
}

function bridgeOf({ record, driver }: Network): string | undefined {
  return record?.bridge ?? driver.facts().options["com.docker.network.bridge.name"];
}

/** Of a bridge that a crash has left: enough to take it and its tables away. */
function staleRecord(bridge: string): NetworkRecord {
  const subnet = (text: string, gateway: string) => ({ subnet: text, gateway, showsGateway: false, asked: false });
  return {
    id: newId<NetworkId>(),
    name: bridge,
    created: nowRfc3339Nano(),
    driver: "bridge",
    enableIpv4: true,
    enableIpv6: true,
    internal: true,
    ipam: { options: null, subnets: [subnet("127.255.255.252/30", "127.255.255.253"), subnet("100::/64", "100::1")] },
    options: {},
    labels: {},
    bridge,
    ownsBridge: true,
  };
}
