import type { IPAMConfig, NetworkCreateRequest } from "#api/types.gen.ts";
import type { NetworkIpam, NetworkRecord, SubnetRecord } from "../record.ts";
import { dependentConfiguration, dependentOptions, nestedConfiguration, operatorFields } from "./errors.ts";

interface Families {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/**
 * Checks a request that makes a configuration, or a network from one: a configuration says nothing of what an operator
 * decides, and a network from one says nothing that the configuration does. @throws forbidden in Docker's words
 */
export function checkConfiguration(request: NetworkCreateRequest, families: Families): void {
  const { ConfigOnly, ConfigFrom, Ingress, Internal, Attachable, Scope } = request;
  if (ConfigOnly && (Ingress || Internal || Attachable || Scope !== "")) throw operatorFields();
  if (!ConfigFrom?.Network) return;
  if (ConfigOnly) throw nestedConfiguration();
  const { Driver = "", Options = null, Config = null } = request.IPAM ?? {};
  const says = [Object.keys(request.Labels ?? {}), Object.keys(Options ?? {}), Config ?? []].some(
    ({ length }) => length > 0,
  );
  const isDefault = Driver === "" || Driver === "default";
  if (says || !isDefault || !families.ipv4 || families.ipv6) throw dependentConfiguration();
  if (Object.keys(request.Options ?? {}).length > 0) throw dependentOptions();
}

/** What a configuration keeps of a request: as it was given, whether or not a network can be made from it. */
export function configurationOf(request: NetworkCreateRequest): Pick<NetworkRecord, "ipam" | "options" | "labels"> {
  const { Driver = "", Options = null, Config = null } = request.IPAM ?? {};
  const driver = Driver === "" || Driver === "default" ? {} : { driver: Driver };
  const ipam: NetworkIpam = { ...driver, options: Options, subnets: (Config ?? []).map(givenSubnet) };
  return { ipam, options: request.Options ?? {}, labels: request.Labels ?? {} };
}

function givenSubnet({ Subnet = "", IPRange, Gateway, AuxiliaryAddresses }: IPAMConfig): SubnetRecord {
  return {
    subnet: Subnet,
    ...(IPRange ? { range: IPRange } : {}),
    gateway: Gateway ?? "",
    showsGateway: Boolean(Gateway),
    ...(AuxiliaryAddresses == null ? {} : { auxiliary: AuxiliaryAddresses }),
    asked: true,
  };
}

/** The request for a network that takes the rest from a configuration. */
export function fromConfiguration(request: NetworkCreateRequest, configuration: NetworkRecord): NetworkCreateRequest {
  const { driver = "", options, subnets } = configuration.ipam;
  return {
    ...request,
    EnableIPv4: configuration.enableIpv4,
    EnableIPv6: configuration.enableIpv6,
    IPAM: { Driver: driver, Options: options, Config: subnets.map(subnetView) },
    Options: configuration.options,
    Labels: configuration.labels,
  };
}

/** A subnet as inspect shows it. */
export function subnetView({ subnet, range, gateway, showsGateway, auxiliary }: SubnetRecord): IPAMConfig {
  return {
    Subnet: subnet,
    ...(range === undefined ? {} : { IPRange: range }),
    ...(showsGateway ? { Gateway: gateway } : {}),
    ...(auxiliary === undefined ? {} : { AuxiliaryAddresses: auxiliary }),
  };
}
