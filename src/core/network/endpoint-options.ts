import { invalidSettings } from "./errors.ts";

const prefix = "com.docker.network.endpoint.";

/** What an endpoint's driver options decide. */
export interface EndpointOptions {
  /** Undefined: chosen by number. */
  readonly interfaceName: string | undefined;
  /** Paths below /proc/sys, with `IFNAME` for the interface's name. */
  readonly sysctls: readonly { readonly key: string; readonly value: string }[];
}

/** Reads them. Unknown options mean nothing, as in Docker. @throws invalid-argument */
export function parseEndpointOptions(options: Readonly<Record<string, string>> | null): EndpointOptions {
  const interfaceName = options?.[`${prefix}ifname`];
  const list = options?.[`${prefix}sysctls`] ?? "";
  const sysctls = list === "" ? [] : list.split(",").map(parseSysctl);
  return { interfaceName: interfaceName || undefined, sysctls };
}

/** `net.ipv4.conf.IFNAME.log_martians=1`: only settings of the interface itself. */
function parseSysctl(text: string): { readonly key: string; readonly value: string } {
  const match = /^net\.(ipv4|ipv6|mpls)\.(conf|neigh)\.IFNAME\.([a-z0-9_]+)=(\S+)$/i.exec(text.trim());
  if (match === null) throw invalidSettings([`invalid endpoint sysctl ${JSON.stringify(text)}`]);
  const [, family, kind, name, value = ""] = match;
  return { key: `net/${family}/${kind}/IFNAME/${name}`, value };
}
