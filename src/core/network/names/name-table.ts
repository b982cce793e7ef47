/** What one container is known by in one network. */
export interface NamedEndpoint {
  readonly endpointId: string;
  /** In the order of inspect's DNSNames; the first is what its addresses are called. */
  readonly names: readonly string[];
  readonly ipv4: string | undefined;
  readonly ipv6: string | undefined;
}

export interface FoundAddresses {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

/** The names of one network's containers. Case means nothing. */
export class NameTable {
  readonly #byName = new Map<string, Set<NamedEndpoint>>();
  readonly #byAddress = new Map<string, NamedEndpoint>();
  readonly #byId = new Map<string, NamedEndpoint>();

  /** An endpoint that is there already gets its new names. */
  set(endpoint: NamedEndpoint): void {
    this.delete(endpoint.endpointId);
    this.#byId.set(endpoint.endpointId, endpoint);
    for (const name of keysOf(endpoint)) {
      const holders = this.#byName.get(name) ?? new Set();
      holders.add(endpoint);
      this.#byName.set(name, holders);
    }
    for (const address of [endpoint.ipv4, endpoint.ipv6])
      if (address !== undefined) this.#byAddress.set(address, endpoint);
  }

  delete(endpointId: string): void {
    const endpoint = this.#byId.get(endpointId);
    if (endpoint === undefined) return;
    this.#byId.delete(endpointId);
    for (const name of keysOf(endpoint)) {
      const holders = this.#byName.get(name);
      holders?.delete(endpoint);
      if (holders?.size === 0) this.#byName.delete(name);
    }
    for (const address of [endpoint.ipv4, endpoint.ipv6])
      if (address !== undefined && this.#byAddress.get(address) === endpoint) this.#byAddress.delete(address);
  }

  /** Undefined when nobody has the name. */
  find(name: string): FoundAddresses | undefined {
    const holders = this.#byName.get(name.toLowerCase());
    if (holders === undefined) return undefined;
    const all = [...holders];
    return { ipv4: all.flatMap(({ ipv4 }) => ipv4 ?? []), ipv6: all.flatMap(({ ipv6 }) => ipv6 ?? []) };
  }

  /** The first name of the container that has an address. */
  nameOf(address: string): string | undefined {
    return this.#byAddress.get(address)?.names[0];
  }
}

function keysOf({ names }: NamedEndpoint): Set<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
