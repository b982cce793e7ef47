import { noManager, pluginNotFound } from "#api/absent-errors.ts";
import type { IPAMConfig, NetworkCreateRequest } from "#api/types.gen.ts";
import { notSupported } from "#base/errors.ts";
import { holds, numberOf, parseCidr, prefixText } from "../prefix.ts";
import { type BridgeOptions, familyOptions, parseBridgeOptions } from "./bridge-options.ts";
import { checkConfiguration } from "./configuration.ts";
import {
  emptyNetworkName,
  ingressScope,
  invalidNetworkConfig,
  noFamily,
  onlyOneInstance,
  predefinedName,
  swarmScope,
} from "./errors.ts";

/** A request to make a network that contradicts nothing. */
export interface CheckedRequest {
  readonly name: string;
  readonly options: BridgeOptions;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** The subnets that are asked for, in their order. */
  readonly subnets: readonly IPAMConfig[];
}

const predefined = ["bridge", "host", "none", "default"];
const builtinDrivers = ["bridge", "host", "null"];
/** Drivers of Docker's that are not built in. */
const otherDrivers = ["macvlan", "ipvlan"];

/**
 * Checks all of a request that depends on nothing that exists, but for what its driver has to say; in Docker's order.
 * Gives the families that it wants. @throws invalid-argument · forbidden · not-found in Docker's words
 */
export function checkNetworkRequest(request: NetworkCreateRequest): Pick<CheckedRequest, "ipv4" | "ipv6"> {
  if (request.Name.trim() === "") throw emptyNetworkName();
  if (predefined.includes(request.Name)) throw predefinedName(request.Name);
  const families = familyOptions(request.Options ?? {});
  const wanted = {
    ipv4: request.EnableIPv4 ?? families.ipv4 ?? true,
    ipv6: request.EnableIPv6 ?? families.ipv6 ?? false,
  };
  const driver = driverOf(request);
  if (driver === "overlay") throw noManager("forbidden");
  const causes = (request.IPAM?.Config ?? []).flatMap((subnet) => [...subnetCauses(subnet)]);
  if (causes.length > 0) throw invalidNetworkConfig(causes);
  checkConfiguration(request, wanted);
  if (request.ConfigOnly) return wanted;
  if (request.Scope === "swarm") throw swarmScope();
  if (request.Ingress) throw ingressScope();
  if (![...builtinDrivers, ...otherDrivers].includes(driver)) throw pluginNotFound(driver);
  return wanted;
}

/** Checks what the driver decides, of a request that was checked. @throws as `checkNetworkRequest` · not-implemented */
export function checkDriverRequest(request: NetworkCreateRequest): CheckedRequest {
  const driver = driverOf(request);
  if (otherDrivers.includes(driver)) throw notSupported(`network driver ${driver}`);
  const ipamDriver = request.IPAM?.Driver ?? "";
  if (ipamDriver !== "" && ipamDriver !== "default") throw pluginNotFound(ipamDriver);
  if (driver !== "bridge") throw onlyOneInstance(driver);
  const options = parseBridgeOptions(request.Options ?? {});
  const ipv4 = request.EnableIPv4 ?? options.ipv4 ?? true;
  const ipv6 = request.EnableIPv6 ?? options.ipv6 ?? false;
  if (!ipv4 && !ipv6) throw noFamily();
  return { name: request.Name, options, ipv4, ipv6, subnets: request.IPAM?.Config ?? [] };
}

/** What makes the network, as far as the request says it. */
export function driverOf(request: NetworkCreateRequest): string {
  return request.Driver || "bridge";
}

function* subnetCauses(config: IPAMConfig): Generator<string> {
  const { Subnet = "", IPRange = "", Gateway = "", AuxiliaryAddresses = {} } = config;
  const parsed = parseCidr(Subnet);
  if (parsed === undefined) return yield `invalid subnet ${Subnet}: invalid CIDR block notation`;
  const { prefix } = parsed;
  const canonical = prefixText(prefix);
  if (parsed.address !== prefix.base) yield `invalid subnet ${Subnet}: it should be ${canonical}`;
  const outside = `parent subnet ${canonical} doesn't contain`;
  if (IPRange !== "") {
    const range = parseCidr(IPRange);
    if (range === undefined) yield `invalid ip-range ${IPRange}: invalid CIDR block notation`;
    else if (
      !holds(prefix, { family: range.prefix.family, number: range.address }) ||
      range.prefix.length < prefix.length
    )
      yield `invalid ip-range ${IPRange}: ${outside} ip-range`;
    else if (range.address !== range.prefix.base)
      yield `invalid ip-range ${IPRange}: it should be ${prefixText(range.prefix)}`;
  }
  const addresses = Object.entries(AuxiliaryAddresses ?? {}).map(([name, address]): [string, string] => [
    `auxiliary address ${name}`,
    address,
  ]);
  if (Gateway !== "") addresses.unshift([`gateway ${Gateway}`, Gateway]);
  for (const [what, text] of addresses) {
    const address = numberOf(text);
    if (address === undefined) yield `invalid ${what}: invalid address`;
    else if (!holds(prefix, address)) yield `invalid ${what}: ${outside} this address`;
  }
}
