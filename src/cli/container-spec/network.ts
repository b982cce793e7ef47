import type { EndpointSettings } from "#api/types.gen.ts";
import { csvFields } from "#base/csv.ts";
import { parseDecimal, quote } from "#base/strconv.ts";

/** One `--network`. */
export interface NetworkChoice {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly links: readonly string[];
  readonly ipv4: string;
  readonly ipv6: string;
  readonly linkLocal: readonly string[];
  readonly macAddress: string;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly gatewayPriority: number;
}

/** The older flags, which count for the first network. */
export type NetworkDefaults = Omit<NetworkChoice, "name" | "driverOptions" | "gatewayPriority">;

const emptyChoice: NetworkChoice = {
  name: "",
  aliases: [],
  links: [],
  ipv4: "",
  ipv6: "",
  linkLocal: [],
  macAddress: "",
  driverOptions: {},
  gatewayPriority: 0,
};

/** A name, or fields such as `name=net,alias=a`. @throws Error in Docker's words. */
export function parseNetwork(text: string): NetworkChoice {
  if (!/(?:^|,)[\w-]+=/.test(text)) return { ...emptyChoice, name: text };
  let choice = emptyChoice;
  for (const field of csvFields(text)) choice = withField(choice, field);
  if (choice.name === "") throw new Error("network name/id is not specified");
  return choice;
}

function withField(choice: NetworkChoice, field: string): NetworkChoice {
  const at = field.indexOf("=");
  if (at < 0) throw new Error(`invalid field ${field}`);
  const key = field.slice(0, at).trim().toLowerCase();
  const value = field
    .slice(at + 1)
    .trim()
    .toLowerCase();
  switch (key) {
    case "name":
      return { ...choice, name: value };
    case "alias":
      return { ...choice, aliases: [...choice.aliases, value] };
    case "ip":
      return { ...choice, ipv4: value };
    case "ip6":
      return { ...choice, ipv6: value };
    case "mac-address":
      return { ...choice, macAddress: value };
    case "link-local-ip":
      return { ...choice, linkLocal: [...choice.linkLocal, value] };
    case "driver-opt":
      return { ...choice, driverOptions: { ...choice.driverOptions, ...driverOption(value) } };
    case "gw-priority":
      return { ...choice, gatewayPriority: priority(value) };
    default:
      throw new Error(`invalid field key ${key}`);
  }
}

function driverOption(text: string): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 0) throw new Error("invalid key value pair format in driver options");
  return { [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

function priority(text: string): number {
  try {
    return parseDecimal(text);
  } catch (error) {
    throw new Error(`invalid gw-priority (${text}): ${(error as Error).message.replace(/^.*: /, "")}`);
  }
}

/** What a create request says about networks. */
export interface NetworkRequest {
  readonly mode: string;
  readonly endpoints: Readonly<Record<string, EndpointSettings>>;
}

/** @throws Error in Docker's words for flags that contradict each other. */
export function networkRequest(choices: readonly NetworkChoice[], defaults: NetworkDefaults): NetworkRequest {
  const chosen = choices.length === 0 ? [{ ...emptyChoice, name: "default" }] : choices;
  const merged = chosen.map((choice, index) => (index === 0 ? withDefaults(choice, defaults) : choice));
  const endpoints: Record<string, EndpointSettings> = {};
  for (const choice of merged) {
    checkChoice(choice);
    if (Object.hasOwn(endpoints, choice.name))
      throw new Error(`network ${quote(choice.name)} is specified multiple times`);
    // A lone network without options is named by the mode alone.
    if (choices.length === 1 && isPlain(choice)) continue;
    endpoints[choice.name] = endpointOf(choice);
  }
  const own = chosen.filter(({ name }) => isUserDefined(name)).length;
  if (own > 0 && own < chosen.length) {
    throw new Error("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
  }
  return { mode: chosen[0]?.name ?? "default", endpoints };
}

/** Whether a network of the user's own is named, not one of the engine's modes. */
export function isUserDefined(name: string): boolean {
  return !["default", "bridge", "host", "none"].includes(name) && !name.startsWith("container:");
}

function withDefaults(choice: NetworkChoice, defaults: NetworkDefaults): NetworkChoice {
  const both = (what: string, a: string | readonly string[], b: string | readonly string[]): void => {
    if (a.length > 0 && b.length > 0) throw new Error(`conflicting options: cannot specify both ${what}`);
  };
  both("--network-alias and per-network alias", choice.aliases, defaults.aliases);
  both("--link and per-network links", choice.links, defaults.links);
  both("--ip and per-network IPv4 address", choice.ipv4, defaults.ipv4);
  both("--ip6 and per-network IPv6 address", choice.ipv6, defaults.ipv6);
  both("--mac-address and per-network MAC address", choice.macAddress, defaults.macAddress);
  both("--link-local-ip and per-network link-local IP addresses", choice.linkLocal, defaults.linkLocal);
  return {
    ...choice,
    aliases: [...choice.aliases, ...defaults.aliases],
    links: isUserDefined(choice.name) ? [...choice.links, ...defaults.links] : choice.links,
    ipv4: choice.ipv4 || defaults.ipv4,
    ipv6: choice.ipv6 || defaults.ipv6,
    macAddress: choice.macAddress || defaults.macAddress,
    linkLocal: [...choice.linkLocal, ...defaults.linkLocal],
  };
}

function checkChoice({ name, aliases, links }: NetworkChoice): void {
  if (name.trim() === "") throw new Error("no name set for network");
  if (isUserDefined(name)) return;
  if (aliases.length > 0) throw new Error("network-scoped aliases are only supported for user-defined networks");
  if (links.length > 0) throw new Error("links are only supported for user-defined networks");
}

function isPlain(choice: NetworkChoice): boolean {
  return JSON.stringify({ ...choice, name: "" }) === JSON.stringify(emptyChoice);
}

function endpointOf(choice: NetworkChoice): EndpointSettings {
  const { aliases, links, ipv4, ipv6, linkLocal, macAddress, driverOptions, gatewayPriority } = choice;
  const addressed = ipv4 !== "" || ipv6 !== "" || linkLocal.length > 0;
  const ipam = {
    ...(ipv4 === "" ? {} : { IPv4Address: ipv4 }),
    ...(ipv6 === "" ? {} : { IPv6Address: ipv6 }),
    ...(linkLocal.length === 0 ? {} : { LinkLocalIPs: linkLocal }),
  };
  return {
    IPAMConfig: addressed ? ipam : null,
    Links: links.length === 0 ? null : links,
    Aliases: aliases.length === 0 ? null : aliases,
    MacAddress: macAddress,
    DriverOpts: Object.keys(driverOptions).length === 0 ? null : driverOptions,
    GwPriority: gatewayPriority,
    ...emptyState,
  };
}

/** Fields of an endpoint that only the engine fills. */
export const emptyState = {
  NetworkID: "",
  EndpointID: "",
  Gateway: "",
  IPAddress: "",
  IPPrefixLen: 0,
  IPv6Gateway: "",
  GlobalIPv6Address: "",
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
};
