import { EngineError } from "#base/errors.ts";

/** What a user reads about a network that cannot be made; Docker's texts. */

export function emptyNetworkName(): EngineError {
  return new EngineError("invalid-argument", "invalid name: name is empty");
}

/** Docker's text ends with a space. */
export function predefinedName(name: string): EngineError {
  return new EngineError("forbidden", `operation is not permitted on predefined ${name} network `);
}

export function networkNameInUse(name: string): EngineError {
  return new EngineError("conflict", `network with name ${name} already exists`);
}

export function onlyOneInstance(driver: string): EngineError {
  return new EngineError("forbidden", `only one instance of ${JSON.stringify(driver)} network is allowed`);
}

export function swarmScope(): EngineError {
  return new EngineError("forbidden", "cannot create a swarm scoped network when swarm is not active");
}

export function ingressScope(): EngineError {
  return new EngineError("forbidden", "Ingress network can only be global scope network");
}

export function operatorFields(): EngineError {
  const fields = "Network operator fields like [ ingress | internal | attachable | scope ] are not supported.";
  return new EngineError("forbidden", `configuration network can only contain network specific fields. ${fields}`);
}

export function nestedConfiguration(): EngineError {
  return new EngineError("forbidden", "a configuration network cannot depend on another configuration network");
}

export function dependentConfiguration(): EngineError {
  const text = "user specified configurations are not supported if the network depends on a configuration network";
  return new EngineError("forbidden", text);
}

export function dependentOptions(): EngineError {
  const text = "network driver options are not supported if the network depends on a configuration network";
  return new EngineError("forbidden", text);
}

export function noConfiguration(name: string): EngineError {
  return new EngineError("not-found", `configuration network ${JSON.stringify(name)} does not exist`);
}

/** All that is wrong with the addresses at once. A single cause stands without a bullet. */
export function invalidNetworkConfig(causes: readonly string[]): EngineError {
  const list = causes.length === 1 ? causes.join("") : causes.map((cause) => `* ${cause}`).join("\n");
  return new EngineError("invalid-argument", `invalid network config:\n${list}`);
}

export function noFamily(): EngineError {
  return new EngineError("invalid-argument", "IPv4 or IPv6 must be enabled");
}

export function severalSubnets(): EngineError {
  return new EngineError("forbidden", "bridge driver doesn't support multiple subnets");
}

export function poolOverlaps(): EngineError {
  const text = "invalid pool request: Pool overlaps with other one on this address space";
  return new EngineError("forbidden", text, { code: "network.pool-overlaps" });
}

export function auxiliaryTaken(name: string, address: string): EngineError {
  const text = `failed to allocate secondary ip address (${name}:${address}): Address already in use`;
  return new EngineError("system", text);
}

/** `option` is the whole name; `reason` Go's. */
export function badOption(option: string, value: string, reason: string): EngineError {
  return new EngineError("invalid-argument", `failed to parse ${option} value: ${value} (${reason})`);
}

export function badMtu(mtu: number): EngineError {
  return new EngineError("invalid-argument", `invalid MTU number: ${mtu}`);
}

export function badBooleanOption(option: string): EngineError {
  return new EngineError("invalid-argument", `driver-opt ${JSON.stringify(option)} is not a valid bool`);
}

export function sameBridge(networks: { readonly id: string; readonly otherId: string; readonly bridge: string }) {
  const { id, otherId, bridge } = networks;
  const text = `cannot create network ${id} (${bridge}): conflicts with network ${otherId} (${bridge}): networks have same bridge name`;
  return new EngineError("forbidden", text);
}

export function noBridge(link: string): EngineError {
  return new EngineError("system", `existing interface ${link} is not a bridge`);
}

/** The kernel's words for a name that no interface can have. */
export function badBridgeName(name: string): EngineError {
  return new EngineError("system", name.length > 15 ? "numerical result out of range" : "invalid argument");
}
