import { notSupported } from "#base/errors.ts";
import { boolOf } from "#base/strconv.ts";
import { parseAddress } from "#formats/netlink/ip-address.ts";
import { badBooleanOption, badBridgeName, badMtu, badOption } from "./errors.ts";

/** What the driver options of a bridge decide. */
export interface BridgeOptions {
  /** Undefined: made up from the network's id. */
  readonly name: string | undefined;
  readonly mtu: number | undefined;
  readonly interContainer: boolean;
  readonly masquerade: boolean;
  /** Where ports are published unless they say. */
  readonly hostAddress: string | undefined;
  /** Interfaces of the host through which others may send to published ports by the containers' own addresses. */
  readonly trustedInterfaces: readonly string[];
  /** What interfaces in containers are called, before their number. */
  readonly interfacePrefix: string;
  /** Whether the options turn a family on or off; undefined: they do not say. */
  readonly ipv4: boolean | undefined;
  readonly ipv6: boolean | undefined;
}

const bridge = "com.docker.network.bridge.";
const names = {
  bridge: `${bridge}name`,
  interContainer: `${bridge}enable_icc`,
  masquerade: `${bridge}enable_ip_masquerade`,
  hostAddress: `${bridge}host_binding_ipv4`,
  trustedInterfaces: `${bridge}trusted_host_interfaces`,
  mtu: "com.docker.network.driver.mtu",
  interfacePrefix: "com.docker.network.container_iface_prefix",
  ipv4: "com.docker.network.enable_ipv4",
  ipv6: "com.docker.network.enable_ipv6",
} as const;

/** Options of Docker's that do not act here: any value is refused. */
const refused = ["gateway_mode_ipv4", "gateway_mode_ipv6", "inhibit_ipv4", "default_bridge"].map(
  (name) => bridge + name,
);
const refusedOthers = ["com.docker.network.host_ipv4", "com.docker.network.host_ipv6"];

/**
 * Reads the driver options of a bridge. Unknown ones are kept and mean nothing, as in Docker.
 * @throws invalid-argument in Docker's words · not-implemented for those that do not act
 */
export function parseBridgeOptions(options: Readonly<Record<string, string>>): BridgeOptions {
  for (const name of [...refused, ...refusedOthers]) if (options[name] !== undefined) throw notSupported(name);
  const name = options[names.bridge];
  if (name !== undefined && name !== "" && !isLinkName(name)) throw badBridgeName(name);
  return {
    name: name === "" ? undefined : name,
    mtu: mtuOf(options[names.mtu]),
    interContainer: truth(options, names.interContainer) ?? true,
    masquerade: truth(options, names.masquerade) ?? true,
    hostAddress: hostAddressOf(options[names.hostAddress]),
    trustedInterfaces: trustedOf(options[names.trustedInterfaces]),
    interfacePrefix: options[names.interfacePrefix] || "eth",
    ...familyOptions(options),
  };
}

/** The families that a request's options turn on or off. @throws invalid-argument in Docker's words */
export function familyOptions(options: Readonly<Record<string, string>>): Pick<BridgeOptions, "ipv4" | "ipv6"> {
  return { ipv4: family(options, names.ipv4), ipv6: family(options, names.ipv6) };
}

/** Whether the kernel takes a link's name (dev_valid_name), and a rule of nft can hold it. */
export function isLinkName(name: string): boolean {
  return name.length <= 15 && name !== "." && name !== ".." && /^[^\s/:"\\*]+$/.test(name);
}

function truth(options: Readonly<Record<string, string>>, name: string): boolean | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = boolOf(text);
  if (value === undefined)
    throw badOption(name, text, `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
  return value;
}

function family(options: Readonly<Record<string, string>>, name: string): boolean | undefined {
  const text = options[name];
  const value = text === undefined ? undefined : boolOf(text);
  if (text !== undefined && value === undefined) throw badBooleanOption(name);
  return value;
}

function mtuOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw badOption(names.mtu, text, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const mtu = Number(text);
  if (mtu < 0 || mtu > 65535) throw badMtu(mtu);
  return mtu === 0 ? undefined : mtu;
}

function hostAddressOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (parseAddress(text) === undefined) throw badOption(names.hostAddress, text, "nil ip");
  return text;
}

/** Names with colons between them. */
function trustedOf(text = ""): string[] {
  const found = text.split(":").filter((name) => name !== "");
  if (!found.every(isLinkName)) throw badOption(names.trustedInterfaces, text, "not the name of an interface");
  return found;
}
