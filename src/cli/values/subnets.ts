import type { IPAMConfig } from "#api/types.gen.ts";
import { formatAddress, parseAddress } from "#formats/netlink/ip-address.ts";

/** What the flags of `network create` say about addresses. */
export interface SubnetFlags {
  readonly subnets: readonly string[];
  readonly ranges: readonly string[];
  readonly gateways: readonly string[];
  readonly auxiliary: Readonly<Record<string, string>>;
}

type Building = { -readonly [Key in keyof IPAMConfig]: IPAMConfig[Key] };

/** Brings ranges, gateways and auxiliary addresses to their subnets. @throws Error in Docker's words */
export function subnetConfigs({ subnets, ranges, gateways, auxiliary }: SubnetFlags): IPAMConfig[] {
  if (subnets.length < ranges.length || subnets.length < gateways.length)
    throw new Error("every ip-range or gateway must have a corresponding subnet");
  const configs: Building[] = [];
  for (const subnet of subnets) {
    const other = configs.some(({ Subnet = "" }) => holds(Subnet, subnet) || holds(subnet, Subnet));
    if (other) throw new Error("multiple overlapping subnet configuration is not supported");
    configs.push({ Subnet: subnet });
  }
  const place = (text: string, what: string): Building => {
    const config = configs.find(({ Subnet = "" }) => holds(Subnet, text));
    if (config === undefined) throw new Error(`no matching subnet for ${what} ${text}`);
    return config;
  };
  for (const range of ranges) {
    const config = place(range, "range");
    if (config.IPRange !== undefined)
      throw new Error(
        `cannot configure multiple ranges (${range}, ${config.IPRange}) on the same subnet (${config.Subnet})`,
      );
    config.IPRange = range;
  }
  for (const gateway of gateways) {
    const config = place(gateway, "gateway");
    if (config.Gateway !== undefined)
      throw new Error(
        `cannot configure multiple gateways (${gateway}, ${config.Gateway}) for the same subnet (${config.Subnet})`,
      );
    config.Gateway = gateway;
  }
  for (const [name, address] of Object.entries(auxiliary)) {
    const config = place(address, "aux-address");
    config.AuxiliaryAddresses = { ...config.AuxiliaryAddresses, [name]: canonical(address) };
  }
  return configs;
}

/** Whether a subnet holds an address or the base of another. What is none of these is in no subnet; the engine says why. */
function holds(subnet: string, text: string): boolean {
  const [base = "", length = ""] = subnet.split("/");
  const [outer, inner] = [parseAddress(base), parseAddress(text.split("/")[0] ?? "")];
  if (outer === undefined || inner === undefined || outer.length !== inner.length || !/^\d+$/.test(length))
    return false;
  const bits = Number(length);
  return outer.every((byte, index) => {
    const mask = (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))) & 0xff;
    return ((byte ^ (inner[index] ?? 0)) & mask) === 0;
  });
}

function canonical(address: string): string {
  const bytes = parseAddress(address);
  return bytes === undefined ? address : formatAddress(bytes);
}
